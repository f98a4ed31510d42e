import { S3ServiceException } from "@aws-sdk/client-s3";
import { ProblemError } from "@eai/modules/kernel";

/** Nothing that waiting mends: a name, a key or a right is wrong. The sentence is for the operator, not for people. */
export class S3ConfigurationError extends Error {
  override name = "S3ConfigurationError";
}

const missing: ReadonlySet<string> = new Set(["NoSuchKey", "NotFound"]);
const full: ReadonlySet<string> = new Set(["XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "QuotaExceeded"]);

/** True when there is no such object; HEAD has no body, and then says no more than 404. */
export function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && missing.has(error.name);
}

/** True for what may go well a moment later: throttled, busy, or cut off. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ProblemError || error instanceof S3ConfigurationError) return false;
  if (!(error instanceof S3ServiceException)) return true;
  const status = error.$metadata.httpStatusCode ?? 0;
  return (status >= 500 && status !== 507) || status === 429 || status === 408 || error.name === "RequestTimeout";
}

/**
 * What an error of the SDK is for whoever uploads or reads: they learn that files are not to be had; names of hosts, buckets and
 * rights are in its cause, for the log.
 */
export function toS3Problem(error: unknown, bucket: string): unknown {
  if (error instanceof ProblemError) return error;
  if (error instanceof S3ServiceException && (full.has(error.name) || error.$metadata.httpStatusCode === 507)) {
    const detail = "There is no room left to store files. Ask your administrator to free or add space in the bucket.";
    return new ProblemError("storage_full", detail, { cause: error });
  }
  const advice = configurationAdvice(error, bucket);
  return new ProblemError(
    "storage_unavailable",
    "Stored files cannot be reached right now. Try again shortly; if it lasts, tell an administrator.",
    {
      retryAfterSeconds: 5,
      cause: advice === undefined ? error : new S3ConfigurationError(advice, { cause: error }),
    },
  );
}

/** What to do about a mistake in the configuration; undefined when it is none. */
export function configurationAdvice(error: unknown, bucket: string): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  switch (error.name) {
    case "NoSuchBucket":
      return `The bucket "${bucket}" does not exist. Create it, or set S3_BUCKET to one that does.`;
    case "InvalidAccessKeyId":
      return "The S3 service does not know this access key. Check S3_ACCESS_KEY_ID, and S3_ENDPOINT.";
    case "SignatureDoesNotMatch":
      return "The secret does not belong to the access key. Check S3_SECRET_ACCESS_KEY.";
    case "CredentialsProviderError":
      return "There are no credentials for S3. Set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, or give this machine a role.";
    case "PermanentRedirect":
    case "AuthorizationHeaderMalformed":
    case "IllegalLocationConstraintException":
      return `The bucket "${bucket}" is in another region. Set S3_REGION to the one it is in.`;
    case "RequestTimeTooSkewed":
      return "The clock of this machine is wrong by more than a quarter of an hour; S3 refuses its requests. Set the clock.";
  }
  if (status === 403) {
    return (
      `S3 refuses access to the bucket "${bucket}". The key needs s3:ListBucket on the bucket, and s3:GetObject, ` +
      "s3:PutObject and s3:DeleteObject on what is in it."
    );
  }
  if (status === 301) return `The bucket "${bucket}" is in another region. Set S3_REGION to the one it is in.`;
  return undefined;
}
