import { createHmac } from "node:crypto";
import { z } from "zod";
import type { Config } from "../config.ts";
import type { Secrets } from "../secrets.ts";

/** Counts up with each change that an older restore could not read. */
export const backupFormat = 1;

export const manifestName = "manifest.json";

export const manifestSchema = z.object({
  format: z.int(),
  /** Of the platform that wrote it. */
  version: z.string(),
  createdAt: z.iso.datetime(),
  database: z.object({
    kind: z.enum(["embedded", "postgres"]),
    /** Hashes, oldest first: a version that does not know one of them cannot take it. */
    migrations: z.array(z.string()),
  }),
  counts: z.record(z.string(), z.int()),
  files: z.object({
    included: z.boolean(),
    count: z.int(),
    sizeBytes: z.int(),
    /** Keys of files that rows refer to and that were not there: deleted while the backup was taken, or lost before. */
    missing: z.array(z.string()),
  }),
  /** Everything in the archive but the files, whose names are their hashes. */
  entries: z.array(z.object({ name: z.string(), sizeBytes: z.int(), sha256: z.string() })),
  /** Tells whether the secret at the restore is the one of the backup, without giving it away. */
  secretCheck: z.string(),
  /** What is not in the backup and has to be kept elsewhere, by the names of variables and files. */
  needs: z.array(z.string()),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** The secret is random and long, so nobody finds it from this. */
export function secretCheck({ authSecret }: Pick<Secrets, "authSecret">): string {
  return createHmac("sha256", authSecret).update("enterprise-ai-platform backup").digest("hex").slice(0, 16);
}

/** The names of what has to be there again for the restored platform to do what it did. */
export function neededBeside(config: Config, secrets: Secrets): string[] {
  const set = (name: string, isSet: unknown) => (isSet ? [name] : []);
  return [
    "EAI_SECRET (or the file secret in EAI_DATA_DIR): keeps people signed in, and proves the seals of the audit log",
    ...set("DATABASE_URL", secrets.databaseUrl),
    ...set("REDIS_URL", secrets.redisUrl),
    ...set("S3_BUCKET and its keys, and the objects in it", config.files.kind === "s3"),
    ...Object.keys(secrets.modelKeys),
    ...set("AZURE_CLIENT_SECRET", secrets.azureClientSecret),
    ...set("ENTRA_CLIENT_SECRET", secrets.entraClientSecret),
    ...set("OIDC_CLIENT_SECRET", secrets.oidcClientSecret),
    ...set("BUDGET_ALERT_WEBHOOK_SECRET", secrets.budgetAlertWebhook?.secret),
    ...set("LANGFUSE_SECRET_KEY", secrets.langfuseSecretKey),
    "the other variables of the environment, and models.yaml where one is used",
  ];
}
