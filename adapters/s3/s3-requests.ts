import { createReadStream } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { isPassing } from "./s3-problem.ts";

export interface S3Settings {
  bucket: string;
  region: string;
  /** Of a service other than AWS, such as `http://minio:9000`. */
  endpoint?: string;
  /** `endpoint/bucket/key` in place of `bucket.endpoint/key`: what MinIO wants. */
  forcePathStyle: boolean;
  /** Put before every key, to share a bucket: `assistant/`. */
  prefix: string;
  /** Left out: what the SDK finds by itself, in its variables and files or from the machine's role. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Before the second try of an upload or a copy, doubled before each further one; default 400. */
  retryPauseMilliseconds?: number;
}

const connectMilliseconds = 5000;
/** Without a byte in either direction for so long, a request is dead. */
const silenceMilliseconds = 30_000;
const triesLimit = 4;
const defaultPauseMilliseconds = 400;
/** The SDK writes to the console by itself; what went wrong is in the error. */
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** Checksums beyond the signature only where S3 requires them: older MinIO and others refuse the SDK's default ones. */
export function connectS3({ region, endpoint, forcePathStyle, credentials }: S3Settings): S3Client {
  return new S3Client({
    region,
    forcePathStyle,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && { credentials }),
    maxAttempts: triesLimit,
    logger: quiet,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: { connectionTimeout: connectMilliseconds, socketTimeout: silenceMilliseconds },
  });
}

export interface FileToPut {
  bucket: string;
  key: string;
  path: string;
  sizeBytes: number;
  /** SHA-256 in hexadecimal. It is signed, so the service refuses bytes that changed on the way. */
  contentHash: string;
}

/**
 * Puts a file of this machine with one request, which is there as a whole or not at all. The SDK does not repeat streams,
 * so this does: the file is read again from its beginning.
 */
export async function putFile(client: S3Client, file: FileToPut, patience: Patience): Promise<void> {
  const { signal } = patience;
  await tryAgain(patience, async () => {
    const body = createReadStream(file.path);
    const command = new PutObjectCommand({
      Bucket: file.bucket,
      Key: file.key,
      Body: body,
      ContentLength: file.sizeBytes,
      ContentType: "application/octet-stream",
    });
    command.middlewareStack.add(
      (next) => (request) => {
        headersOf(request.request)["x-amz-content-sha256"] = file.contentHash;
        return next(request);
      },
      { step: "build", name: "signContentHash" },
    );
    try {
      await client.send(command, { abortSignal: signal });
    } finally {
      body.destroy();
    }
  });
}

/** The SDK's own types leave the request of a middleware open. */
function headersOf(request: unknown): Record<string, string> {
  return (request as { headers: Record<string, string> }).headers;
}

export interface Patience {
  signal: AbortSignal;
  pauseMilliseconds: number | undefined;
}

/** Repeats what may go well a moment later, with growing pauses. @throws the reason of `signal`, or the last error */
export async function tryAgain<Value>(
  { signal, pauseMilliseconds = defaultPauseMilliseconds }: Patience,
  run: () => Promise<Value>,
): Promise<Value> {
  for (let count = 1; ; count += 1) {
    signal.throwIfAborted();
    try {
      return await run();
    } catch (error) {
      signal.throwIfAborted();
      if (count >= triesLimit || !isPassing(error)) throw error;
      const longest = pauseMilliseconds * 2 ** (count - 1);
      await pause(longest * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
  }
}
