// Every operation with the fetch of Node; NODE_EXTRA_CA_CERTS names the authority.
import { attempt, content, same, stage, url } from "./matrix.mjs";

const authorization = "Basic " + Buffer.from(`${process.env.MATRIX_USER}:${process.env.MATRIX_PASSWORD}`).toString("base64");

async function sql(text) {
  const answer = await fetch(url + "/v1/query", {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({ sql: text }),
  });
  const json = await answer.json();
  if (json.error) throw new Error(json.error.message);
  return json.data;
}

async function presigned(action, body) {
  const [[method, , place]] = await sql(`PRESIGN ${action} @${stage}/a/file.bin`);
  return fetch(place, { method, body });
}

async function form() {
  const data = new FormData();
  data.append("upload", new Blob([content]), "b/form.bin");
  const headers = { authorization, "x-databend-stage-name": stage };
  return (await fetch(url + "/v1/upload_to_stage", { method: "PUT", headers, body: data })).status;
}

const names = async () => (await sql(`LIST @${stage}`)).map((row) => row[0]).join();

await attempt("SQL", async () => {
  await sql(`CREATE OR REPLACE STAGE ${stage}`);
  return (await sql("SELECT 42"))[0][0] === "42";
});
await attempt("presigned upload", async () => (await presigned("UPLOAD", content)).status === 200);
await attempt("presigned download", async () => same(await (await presigned("DOWNLOAD")).arrayBuffer()));
await attempt("upload_to_stage", async () => (await form()) === 200);
await attempt("list", async () => (await names()) === "a/file.bin,b/form.bin");
await attempt("delete", async () => {
  await sql(`REMOVE @${stage}`);
  return (await names()) === "";
});
