import { resolve } from "node:path";
import type { ConfigurationMistake } from "./configuration-error.ts";
import type { Environment } from "./environment.ts";

/** Where uploaded files are kept. The directory, an absolute path, also serves files on their way into a bucket. */
export type FilesConfig =
  | { kind: "disk"; directory: string }
  | {
      kind: "s3";
      directory: string;
      bucket: string;
      region: string;
      /** Null: AWS. */
      endpoint: string | null;
      forcePathStyle: boolean;
      prefix: string;
    };

/** Files go into a bucket as soon as one is named. */
export function decideFiles(values: Environment, dataDirectory: string): FilesConfig {
  const directory = resolve(dataDirectory, "files");
  if (!values.S3_BUCKET) return { kind: "disk", directory };
  return {
    kind: "s3",
    directory,
    bucket: values.S3_BUCKET,
    region: values.S3_REGION,
    endpoint: values.S3_ENDPOINT ?? null,
    forcePathStyle: values.S3_FORCE_PATH_STYLE ?? values.S3_ENDPOINT !== undefined,
    prefix: values.S3_PREFIX,
  };
}

export function filesMistakes(values: Environment): ConfigurationMistake[] {
  const mistakes: ConfigurationMistake[] = [];
  if (values.S3_ENDPOINT && !values.S3_BUCKET) {
    mistakes.push({
      variable: "S3_BUCKET",
      advice: "is missing although S3_ENDPOINT is set. Name the bucket for files",
    });
  }
  if (values.S3_ACCESS_KEY_ID && !values.S3_SECRET_ACCESS_KEY) {
    mistakes.push({ variable: "S3_SECRET_ACCESS_KEY", advice: "is missing although S3_ACCESS_KEY_ID is set" });
  }
  if (values.S3_SECRET_ACCESS_KEY && !values.S3_ACCESS_KEY_ID) {
    mistakes.push({ variable: "S3_ACCESS_KEY_ID", advice: "is missing although S3_SECRET_ACCESS_KEY is set" });
  }
  if (values.S3_PREFIX.startsWith("/")) {
    mistakes.push({
      variable: "S3_PREFIX",
      advice: "begins with a slash; names of objects do not. Write it as assistant/",
    });
  }
  return mistakes;
}
