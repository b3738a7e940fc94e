// databend-driver as its users call it. Runs one task and prints its outcome as one line of JSON.
//
//   node driver.mjs <dsn> version
//   node driver.mjs <dsn> query <sql>                the schema and every row
//   node driver.mjs <dsn> put <stage path> <file>    PRESIGN UPLOAD, then the PUT itself
//   node driver.mjs <dsn> get <stage path>           PRESIGN DOWNLOAD, then the GET itself
//   node driver.mjs <dsn> count <sql>                rows through the iterator, first and last
//   node driver.mjs <dsn> load <sql> <file> <method> loads a local file: "stage" or "streaming"
//   node driver.mjs <dsn> stream <sql> <rows> <method>  loads rows of two columns that the program makes
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import http from "node:http";
import { createRequire } from "node:module";

const { Client } = createRequire(import.meta.url)("databend-driver");

/** Sends a presigned request with exactly the headers the server returned. (fetch would drop "host".) */
function send(method, url, headers, body) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": body.length };
    const request = http.request(url, { method, headers: { ...headers, ...length } }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function presigned(connection, action, path, body) {
  const row = await connection.queryRow(`PRESIGN ${action} ${path}`);
  const [method, headers, url] = row.values();
  const response = await send(method, url, typeof headers === "string" ? JSON.parse(headers) : headers, body);
  return { method, sent: headers, ...response };
}

const tasks = {
  async version(connection) {
    return { version: await connection.version() };
  },
  async query(connection, sql) {
    const rows = await connection.queryIter(sql);
    const schema = rows.schema().fields().map((field) => [field.name, field.dataType]);
    const all = [];
    for (let row = await rows.next(); row !== null; row = await rows.next()) {
      all.push(row.values());
    }
    return { schema, rows: all };
  },
  async exec(connection, sql) {
    return { affected: await connection.exec(sql) };
  },
  async put(connection, path, file) {
    const answer = await presigned(connection, "UPLOAD", path, await readFile(file));
    return { method: answer.method, sent: answer.sent, status: answer.status, etag: answer.headers.etag };
  },
  async get(connection, path) {
    const answer = await presigned(connection, "DOWNLOAD", path);
    const sha256 = createHash("sha256").update(answer.body).digest("hex");
    return { method: answer.method, status: answer.status, length: answer.body.length, sha256 };
  },
  async load(connection, sql, file, method) {
    const stats = await connection.loadFile(sql, file, method);
    return { rows: stats.writeRows };
  },
  async stream(connection, sql, rows, method) {
    const data = Array.from({ length: Number(rows) }, (_, i) => [String(i), `name, "${i}"`]);
    const stats = await connection.streamLoad(sql, data, method);
    return { rows: stats.writeRows };
  },
  async count(connection, sql) {
    const rows = await connection.queryIter(sql);
    let count = 0;
    let first = null;
    let last = null;
    for (let row = await rows.next(); row !== null; row = await rows.next()) {
      last = row.values()[0];
      first ??= last;
      count++;
    }
    return { count, first, last };
  },
};

const [dsn, task, ...rest] = process.argv.slice(2);
const printable = (key, value) => (typeof value === "bigint" ? value.toString() : value);
try {
  const connection = await new Client(dsn).getConn();
  const outcome = await tasks[task](connection, ...rest);
  await connection.close();
  console.log(JSON.stringify(outcome, printable));
} catch (error) {
  console.log(JSON.stringify({ error: String(error.message ?? error) }));
}
