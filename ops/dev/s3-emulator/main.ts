import { parseArgs } from "node:util";
import { startS3Emulator } from "./server.ts";

// Imitates an S3 service on this machine, in memory: node ops/dev/s3-emulator/main.ts [--port 4030] [--bucket files]
const { values } = parseArgs({
  options: { port: { type: "string", default: "4030" }, bucket: { type: "string", default: "files" } },
});
const { url, bucket, key } = await startS3Emulator({ port: Number(values.port), bucket: values.bucket });
console.log(
  [
    `export S3_ENDPOINT=${url}`,
    `export S3_BUCKET=${bucket}`,
    `export S3_ACCESS_KEY_ID=${key.accessKeyId}`,
    `export S3_SECRET_ACCESS_KEY=${key.secretAccessKey}`,
  ].join("\n"),
);
