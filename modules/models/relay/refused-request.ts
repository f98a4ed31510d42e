import { isRecord, ProblemError } from "@eai/modules/kernel";
import type { UpstreamFailure } from "../upstream-failure.ts";

/** What the model's server said of a request that it refuses, in OpenAI's words. */
export interface WireRefusal {
  status: number;
  message: string;
  type: string | null;
  param: string | null;
  code: string | null;
}

/** The request itself is refused, and would be elsewhere: the one who wrote it is told why, in the server's words. */
export class RefusedRequest extends ProblemError {
  override name = "RefusedRequest";
  readonly refusal: WireRefusal;

  constructor(failure: UpstreamFailure, body: string) {
    const filtered = failure.kind === "content_filtered";
    super(filtered ? "content_filtered" : "bad_request", "The model refused the request.");
    this.refusal = readRefusal(failure, body);
  }
}

const longestMessage = 2000;

function readRefusal({ status = 400, code }: UpstreamFailure, body: string): WireRefusal {
  const error = errorIn(body);
  return {
    status: status >= 400 && status < 500 ? status : 400,
    message: (text(error.message) ?? "The model refused the request.").slice(0, longestMessage),
    type: text(error.type) ?? "invalid_request_error",
    param: text(error.param) ?? null,
    code: text(error.code) ?? code ?? null,
  };
}

function errorIn(body: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body);
    if (!isRecord(parsed)) return {};
    return isRecord(parsed.error) ? parsed.error : parsed;
  } catch {
    return {};
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
