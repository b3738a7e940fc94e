// Every operation with the AWS SDK for JavaScript v3, as it comes, and the access key of the door.
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { attempt, content, same, stage, url } from "./matrix.mjs";

const place = { Bucket: process.env.MATRIX_BUCKET, Key: `${stage}/a b/file+1.bin` };
const client = new S3Client({
  endpoint: url,
  region: "us-east-1",
  forcePathStyle: true,
  maxAttempts: 1,
});

const keys = async () => {
  const listed = await client.send(new ListObjectsV2Command({ Bucket: place.Bucket, Prefix: stage + "/" }));
  return (listed.Contents ?? []).map((object) => object.Key).join();
};

await attempt("upload", async () => (await client.send(new PutObjectCommand({ ...place, Body: content }))).$metadata.httpStatusCode === 200);
await attempt("download", async () => same(await (await client.send(new GetObjectCommand(place))).Body.transformToByteArray()));
await attempt("list", async () => (await keys()) === place.Key);
await attempt("own presigned URL", async () => {
  const put = await fetch(await getSignedUrl(client, new PutObjectCommand({ ...place, Key: place.Key + "2" })), { method: "PUT", body: content });
  const get = await fetch(await getSignedUrl(client, new GetObjectCommand({ ...place, Key: place.Key + "2" })));
  return put.status === 200 ? same(await get.arrayBuffer()) : await put.text();
});
await attempt("delete", async () => {
  await client.send(new DeleteObjectCommand(place));
  await client.send(new DeleteObjectCommand({ ...place, Key: place.Key + "2" }));
  return (await keys()) === "";
});
client.destroy();
