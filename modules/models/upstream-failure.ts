import { APICallError } from "@ai-sdk/provider";
import { readRetryAfterMs } from "./retry-after.ts";

/** Why one call of one deployment failed, and what that means for the next. */
export interface UpstreamFailure {
  kind:
    | "rate_limited"
    | "unauthorized"
    | "not_found"
    | "timeout"
    | "server_error"
    /** No connection: nothing was sent. */
    | "unreachable"
    /** The connection broke after the request was sent, before an answer came. */
    | "dropped"
    | "broken_stream"
    | "content_filtered"
    | "refused";
  /** HTTP status, where one came. */
  status: number | undefined;
  /** Another deployment may do better. */
  failover: boolean;
  /** What the server asked for, in milliseconds, as it stands: cap it before use. */
  retryAfterMs: number | undefined;
  /** The request may have been worked on, and billed, before it failed. */
  billed: boolean;
  /** The server's own word for it: `context_length_exceeded`. */
  code: string | undefined;
}

/** Thrown into an attempt that took too long; not an abort by the caller. */
export class UpstreamTimeout extends Error {
  override name = "UpstreamTimeout";
}

/** Reads an error of the AI SDK, of fetch or of our own timers. */
export function classifyFailure(error: unknown): UpstreamFailure {
  if (error instanceof UpstreamTimeout) return failure("timeout", { failover: true, billed: true });
  if (!APICallError.isInstance(error)) {
    // An error event inside a stream that had begun.
    const code = codeIn(safeJson(error));
    return filterCodes.has(code ?? "")
      ? failure("content_filtered", { failover: false, billed: true, code })
      : failure("broken_stream", { failover: true, billed: true, code });
  }
  const status = error.statusCode;
  if (status === undefined) {
    return neverConnected(error)
      ? failure("unreachable", { failover: true, billed: false })
      : failure("dropped", { failover: true, billed: true });
  }
  const code = codeIn(error.responseBody ?? "");
  const seen = { status, code, retryAfterMs: readRetryAfterMs(error.responseHeaders ?? {}) };
  if (status < 400) return failure("broken_stream", { ...seen, failover: true, billed: true });
  if (status === 400 && filterCodes.has(code ?? "")) {
    return failure("content_filtered", { ...seen, failover: false, billed: true });
  }
  const elsewhere = { ...seen, failover: true, billed: false };
  if (status === 429) return failure("rate_limited", elsewhere);
  if (status === 401 || status === 403) return failure("unauthorized", { ...elsewhere, retryAfterMs: undefined });
  if (status === 404) return failure("not_found", { ...elsewhere, retryAfterMs: undefined });
  if (status === 408) return failure("timeout", elsewhere);
  if (status >= 500) return failure("server_error", elsewhere);
  return failure("refused", { ...seen, failover: false, billed: false });
}

type Rest = Partial<UpstreamFailure> & Pick<UpstreamFailure, "failover" | "billed">;

function failure(kind: UpstreamFailure["kind"], rest: Rest): UpstreamFailure {
  return { status: undefined, retryAfterMs: undefined, code: undefined, ...rest, kind };
}

const noConnection: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ECONNABORTED",
  "UND_ERR_CONNECT_TIMEOUT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
]);

/** By the error of the socket, some causes down; an attempt over several addresses has one for each. */
function neverConnected(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth++) {
    if ("code" in current && typeof current.code === "string") return noConnection.has(current.code);
    if (current instanceof AggregateError && current.errors.length > 0) return current.errors.every(neverConnected);
  }
  return false;
}

// Some gateways keep only the inner error of Azure's content filter.
const filterCodes: ReadonlySet<string> = new Set(["content_filter", "ResponsibleAIPolicyViolation"]);

/** The first `"code": "…"` of an error body, however deep. */
function codeIn(body: string): string | undefined {
  return /"code"\s*:\s*"([^"]{1,100})"/.exec(body)?.[1];
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "";
  }
}
