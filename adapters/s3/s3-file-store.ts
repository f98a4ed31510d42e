import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
} from "@aws-sdk/client-s3";
import { removeAbandonedFiles, temporaryName, writeTemporaryFile } from "@eai/adapters/disk";
import type { FileStore, ListedFile } from "@eai/modules/knowledge";
import { configurationAdvice, isMissing, S3ConfigurationError, toS3Problem } from "./s3-problem.ts";
import { connectS3, type Patience, putFile, type S3Settings, tryAgain } from "./s3-requests.ts";

export type { S3Settings } from "./s3-requests.ts";

export interface S3FileStore extends FileStore {
  /** Asks for the bucket. @throws S3ConfigurationError with what to do; the SDK's error when it does not answer */
  check(): Promise<void>;
  end(): void;
}

const keyPattern = /^[0-9a-f]{64}$/;
const never = new AbortController().signal;

/**
 * Files as objects of a bucket, under the same names as on disk, so that a directory can be copied into a bucket and back.
 * An upload is first written to this machine, because its key is the hash of all of it: that also lets a type be found
 * and a put be repeated without the sender.
 * @param temporaryDirectory for uploads and copies on their way; only the user who runs the program can enter it
 */
export function createS3FileStore(settings: S3Settings, temporaryDirectory: string): S3FileStore {
  const { bucket } = settings;
  const client = connectS3(settings);
  const folder = `${settings.prefix}originals/`;
  mkdirSync(temporaryDirectory, { recursive: true, mode: 0o700 });
  removeAbandonedFiles(temporaryDirectory);

  /** Null for what cannot be a key. */
  function objectOf(key: string): { Bucket: string; Key: string } | null {
    if (!keyPattern.test(key)) return null;
    return { Bucket: bucket, Key: `${folder}${key.slice(0, 2)}/${key.slice(2, 4)}/${key}` };
  }

  function patience(signal: AbortSignal): Patience {
    return { signal, pauseMilliseconds: settings.retryPauseMilliseconds };
  }

  function temporaryPath(): string {
    return join(temporaryDirectory, temporaryName());
  }

  async function open(key: string, signal = never): Promise<Readable | null> {
    const object = objectOf(key);
    if (object === null) return null;
    try {
      const { Body } = await client.send(new GetObjectCommand(object), { abortSignal: signal });
      if (!(Body instanceof Readable)) throw new Error("S3 answered without a body.");
      return Body;
    } catch (error) {
      if (isMissing(error)) return null;
      throw problemOf(error, signal);
    }
  }

  function problemOf(error: unknown, signal = never): unknown {
    return signal.aborted ? signal.reason : toS3Problem(error, bucket);
  }

  /** @throws Error when what came is not what the key says: the object was changed, or the connection broke */
  async function download(key: string, path: string, signal: AbortSignal): Promise<boolean> {
    const content = await open(key, signal);
    if (content === null) return false;
    const options = { limitBytes: Number.POSITIVE_INFINITY, signal };
    const { contentHash } = await writeTemporaryFile(path, content, options, "w");
    if (contentHash !== key) throw new Error("A stored file came back with other bytes than were stored.");
    return true;
  }

  return {
    async write(content, options) {
      const path = temporaryPath();
      try {
        const { contentHash, sizeBytes } = await writeTemporaryFile(path, content, options);
        await options.inspect?.(path, sizeBytes);
        const object = objectOf(contentHash);
        if (object === null) throw new Error("not a hash");
        const file = { bucket, key: object.Key, path, sizeBytes, contentHash };
        await putFile(client, file, patience(options.signal)).catch((error: unknown) => {
          throw problemOf(error, options.signal);
        });
        return { key: contentHash, contentHash, sizeBytes };
      } finally {
        await rm(path, { force: true });
      }
    },

    open: (key) => open(key),

    async localFile(key, signal = never) {
      const path = temporaryPath();
      try {
        const found = await tryAgain(patience(signal), () => download(key, path, signal)).catch((error: unknown) => {
          throw problemOf(error, signal);
        });
        if (found) return { path, [Symbol.asyncDispose]: () => rm(path, { force: true }) };
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
      await rm(path, { force: true });
      return null;
    },

    async exists(key) {
      const object = objectOf(key);
      if (object === null) return false;
      try {
        await client.send(new HeadObjectCommand(object));
        return true;
      } catch (error) {
        if (isMissing(error)) return false;
        throw problemOf(error);
      }
    },

    async remove(key) {
      const object = objectOf(key);
      if (object === null) return;
      await client.send(new DeleteObjectCommand(object)).catch((error: unknown) => {
        if (!isMissing(error)) throw problemOf(error);
      });
    },

    async *list(before) {
      let token: string | undefined;
      do {
        const page = await client
          .send(new ListObjectsV2Command({ Bucket: bucket, Prefix: folder, ContinuationToken: token }))
          .catch((error: unknown) => {
            throw problemOf(error);
          });
        for (const { Key = "", Size = 0, LastModified } of page.Contents ?? []) {
          const key = Key.slice(Key.lastIndexOf("/") + 1);
          const isOurs = objectOf(key)?.Key === Key && LastModified !== undefined && LastModified < before;
          if (isOurs) yield { key, sizeBytes: Size, modifiedAt: LastModified } satisfies ListedFile;
        }
        token = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (token !== undefined);
    },

    async check() {
      await client.send(new HeadBucketCommand({ Bucket: bucket })).catch((error: unknown) => {
        const advice = isMissing(error)
          ? configurationAdvice(Object.assign(new Error(), { name: "NoSuchBucket" }), bucket)
          : configurationAdvice(error, bucket);
        throw advice === undefined ? error : new S3ConfigurationError(advice, { cause: error });
      });
    },

    end: () => client.destroy(),
  };
}
