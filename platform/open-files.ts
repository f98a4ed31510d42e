import { createDiskFileStore } from "@eai/adapters/disk";
import { describeError, type Log } from "@eai/modules/kernel";
import type { FileStore } from "@eai/modules/knowledge";
import { checkDirectory, DependencyError } from "./check-dependencies.ts";
import type { Config } from "./config.ts";
import type { Secrets } from "./secrets.ts";

export interface OpenedFiles {
  files: FileStore;
  /** @throws Error when files cannot be stored right now; its sentence may be shown when it is a DependencyError */
  check(): Promise<void>;
  end(): void;
}

/**
 * Opens the store of files that the configuration names. A bucket that does not answer is waited for while the platform runs.
 * @throws S3ConfigurationError with what to do, when waiting would not help
 */
export async function openFiles(
  { files, ingestion }: Pick<Config, "files" | "ingestion">,
  secrets: Pick<Secrets, "s3Credentials">,
  log: Log,
): Promise<OpenedFiles> {
  const checkRoom = () => checkDirectory(files.directory, ingestion.uploadLimitBytes);
  if (files.kind === "disk") {
    return { files: createDiskFileStore(files), check: checkRoom, end() {} };
  }
  // Loaded on demand: the SDK is large, and most installations keep their files on disk.
  const { createS3FileStore, S3ConfigurationError } = await import("@eai/adapters/s3");
  const { endpoint, bucket, region, forcePathStyle, prefix, directory } = files;
  const store = createS3FileStore(
    {
      bucket,
      region,
      forcePathStyle,
      prefix,
      ...(endpoint !== null && { endpoint }),
      ...(secrets.s3Credentials && { credentials: secrets.s3Credentials }),
    },
    directory,
  );
  try {
    await store.check();
  } catch (error) {
    if (error instanceof S3ConfigurationError) {
      store.end();
      throw error;
    }
    log.warn(describeError(error), "the S3 service for files does not answer");
  }
  return {
    files: store,
    async check() {
      await checkRoom();
      await store.check().catch((error: unknown) => {
        log.warn(describeError(error), "the S3 service for files does not answer");
        throw new DependencyError("The S3 service for files does not answer or refuses. The log says more.");
      });
    },
    end: () => store.end(),
  };
}
