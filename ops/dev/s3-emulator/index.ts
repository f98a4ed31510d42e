export { type S3Emulator, type S3Fault, startS3Emulator } from "./server.ts";
