export { createS3FileStore, type S3FileStore, type S3Settings } from "./s3-file-store.ts";
export { S3ConfigurationError } from "./s3-problem.ts";
