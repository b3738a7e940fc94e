// What the AWS SDK for JavaScript does with the door's access key: node s3.mjs ENDPOINT BUCKET. Prints what came of each step as JSON.
import { Readable } from "node:stream";
import {
  CopyObjectCommand, DeleteObjectCommand, DeleteObjectsCommand, GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

const [endpoint, Bucket] = process.argv.slice(2);
const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, maxAttempts: 1 });
const sign = (command) => getSignedUrl(client, command, { expiresIn: 300 });

async function fetched(command, init) {
  const response = await fetch(await sign(command), init);
  return { status: response.status, body: await response.text(), type: response.headers.get("content-type") };
}

const Key = "js/a b+ü.txt";
const results = {};
results.put = await fetched(new PutObjectCommand({ Bucket, Key }), { method: "PUT", body: "hello" });
results.withMetadata = await fetched(new PutObjectCommand({ Bucket, Key: "js/m", ACL: "private", Metadata: { author: "Jane" } }), { method: "PUT", body: "hello" });
results.metadata = (await client.send(new HeadObjectCommand({ Bucket, Key: "js/m" }))).Metadata;
results.get = await fetched(new GetObjectCommand({ Bucket, Key, ResponseContentType: "text/csv" }));
results.head = await fetched(new HeadObjectCommand({ Bucket, Key }), { method: "HEAD" });
results.part = await fetched(new GetObjectCommand({ Bucket, Key, PartNumber: 1 }));
results.publicRead = await fetched(new PutObjectCommand({ Bucket, Key: "js/never", ACL: "public-read" }), { method: "PUT", body: "hello" });
results.uploadPart = await fetched(new UploadPartCommand({ Bucket, Key, UploadId: "u", PartNumber: 1 }), { method: "PUT", body: "hello" });
await client.send(new PutObjectCommand({ Bucket, Key: "js/stream", Body: Readable.from(["hello ", "world"]), ContentLength: 11 }));
results.stream = await (await client.send(new GetObjectCommand({ Bucket, Key: "js/stream" }))).Body.transformToString();
for (const [name, Body] of [["header", "hello world"], ["trailer", Readable.from(["hello ", "world"])]]) {
  const sum = new PutObjectCommand({ Bucket, Key: `js/${name}`, Body, ContentLength: 11, ChecksumAlgorithm: "CRC64NVME" });
  sum.middlewareStack.add((next) => async (args) => {
    const headers = args.request.headers;
    results[name] = headers["x-amz-checksum-crc64nvme"] ?? headers["x-amz-trailer"];
    return next(args);
  }, { step: "finalizeRequest", priority: "low" });
  await client.send(sum);
}
await client.send(new CopyObjectCommand({ Bucket, Key: "js/copy", CopySource: `${Bucket}/js/stream` }));
results.copy = await (await client.send(new GetObjectCommand({ Bucket, Key: "js/copy" }))).Body.transformToString();
results.prefixes = (await client.send(new ListObjectsV2Command({ Bucket, Delimiter: "/" }))).CommonPrefixes.map((p) => p.Prefix);
await client.send(new DeleteObjectCommand({ Bucket, Key: "js/copy" }));
await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: ["stream", "m", "header", "trailer"].map((name) => ({ Key: `js/${name}` })) } }));
results.left = (await client.send(new ListObjectsV2Command({ Bucket, Prefix: "js/" }))).Contents.map((o) => o.Key);
console.log(JSON.stringify(results));
