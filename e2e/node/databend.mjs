// Every operation with databend-driver. MATRIX_NATIVE may name another package with a native library, to use in the place of its own.
import http from "node:http";
import https from "node:https";
import { createRequire } from "node:module";
import { attempt, content, same, stage, url } from "./matrix.mjs";

const require = createRequire(import.meta.url);
if (process.env.MATRIX_NATIVE) {
  const own = require.resolve("@databend-driver/lib-linux-x64-gnu");
  require.cache[own] = { id: own, filename: own, loaded: true, exports: require(process.env.MATRIX_NATIVE) };
}
const { Client } = require("databend-driver");
const server = new URL(url);
const tls = server.protocol === "https:" ? `sslmode=require&tls_ca_file=${encodeURIComponent(process.env.MATRIX_CA)}` : "sslmode=disable";
const connection = await new Client(
  `databend://${process.env.MATRIX_USER}:${process.env.MATRIX_PASSWORD}@${server.host}/default?${tls}`,
).getConn();

/** With exactly the headers the server returned; fetch would drop "host". */
async function presigned(action, body) {
  const [method, headers, place] = (await connection.queryRow(`PRESIGN ${action} @${stage}/a/file.bin`)).values();
  const sent = typeof headers === "string" ? JSON.parse(headers) : headers;
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": body.length };
    const request = (place.startsWith("https:") ? https : http).request(place, { method, headers: { ...sent, ...length } }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode, body: Buffer.concat(chunks) }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

const names = async () => (await connection.queryAll(`LIST @${stage}`)).map((row) => row.values()[0]).join();

await attempt("SQL", async () => {
  await connection.exec(`CREATE OR REPLACE STAGE ${stage}`);
  return Number((await connection.queryRow("SELECT 42")).values()[0]) === 42;
});
await attempt("presigned upload", async () => (await presigned("UPLOAD", content)).status === 200);
await attempt("presigned download", async () => same((await presigned("DOWNLOAD")).body));
await attempt("list", async () => (await names()) === "a/file.bin");
await attempt("delete", async () => {
  await connection.exec(`REMOVE @${stage}`);
  return (await names()) === "";
});
await connection.close();
