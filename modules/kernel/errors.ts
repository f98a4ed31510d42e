import { type ErrorCode, errorCodes, type LimitState } from "@eai/contract";

export interface FieldError {
  field: string;
  message: string;
}

export interface ProblemOptions {
  cause?: unknown;
  errors?: FieldError[];
  retryAfterSeconds?: number;
  /** Of a refusal by a limit: what is told in the headers beside the time to come back. */
  limits?: LimitState;
}

/** An expected failure. Every door translates it once; nothing else of an error reaches the wire. */
export class ProblemError extends Error {
  override name = "ProblemError";
  readonly code: ErrorCode;
  readonly errors: FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly limits: LimitState | undefined;

  /**
   * @param code one of the documented codes; gives status and title
   * @param detail what was wrong and what to do, in one or two sentences, without content or secrets
   */
  constructor(code: ErrorCode, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.errors = options.errors;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.limits = options.limits;
  }

  get status(): number {
    return errorCodes[this.code].status;
  }
}

type NamedThing =
  | "knowledge base"
  | "document"
  | "re-index"
  | "golden question"
  | "session"
  | "session folder"
  | "share"
  | "message"
  | "route"
  | "tenant"
  | "person"
  | "group"
  | "invitation"
  | "API key"
  | "sign-in"
  | "grant"
  | "directory connection"
  | "budget"
  | "deployment";

/** What one may not see and what is not there give the same error. */
export function notFound(kind: NamedThing): ProblemError {
  return new ProblemError("not_found", `There is no such ${kind}, or you may not see it.`);
}
