import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { S3Refusal } from "./answers.ts";

export interface KnownKey {
  accessKeyId: string;
  secretAccessKey: string;
}

const pattern =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([\w-]+)\/s3\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/;

/**
 * Checks a request as S3 does: Signature Version 4 over method, path, query, the headers it names and the hash of the body.
 * Source: "Authenticating Requests (AWS Signature Version 4)", Amazon S3 API Reference.
 * @returns null when it is right
 */
export function refuseSignature(request: IncomingMessage, url: URL, known: KnownKey): S3Refusal | null {
  const header = request.headers.authorization;
  if (header === undefined) return { status: 403, code: "AccessDenied", message: "Access Denied." };
  const [, accessKeyId, day = "", region = "", signedHeaders = "", signature] = pattern.exec(header) ?? [];
  if (accessKeyId === undefined) {
    return { status: 400, code: "AuthorizationHeaderMalformed", message: "The authorization header is malformed." };
  }
  if (accessKeyId !== known.accessKeyId) {
    return { status: 403, code: "InvalidAccessKeyId", message: "The access key does not exist in our records." };
  }
  const names = signedHeaders.split(";");
  const unsigned = ["host", "x-amz-content-sha256", "x-amz-date"].filter((name) => !names.includes(name));
  if (unsigned.length > 0) {
    return { status: 403, code: "AccessDenied", message: `There were headers not signed: ${unsigned.join(", ")}.` };
  }
  const canonical = [
    request.method,
    url.pathname,
    canonicalQuery(url),
    ...names.map((name) => `${name}:${String(request.headers[name] ?? "").trim()}`),
    "",
    signedHeaders,
    request.headers["x-amz-content-sha256"],
  ].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope, sha256(canonical)].join("\n");
  const key = [day, region, "s3", "aws4_request"].reduce<Buffer>(
    (secret, part) => createHmac("sha256", secret).update(part).digest(),
    Buffer.from(`AWS4${known.secretAccessKey}`),
  );
  if (createHmac("sha256", key).update(toSign).digest("hex") === signature) return null;
  return {
    status: 403,
    code: "SignatureDoesNotMatch",
    message: "The request signature we calculated does not match the signature you provided.",
  };
}

export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join("&");
}

/** As S3 wants it: also what `encodeURIComponent` leaves. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
