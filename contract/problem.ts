import { z } from "zod";

/**
 * Every error code the platform answers with: HTTP status and title.
 * The documentation page `docs/reference/errors.md` lists the same codes.
 */
export const errorCodes = {
  bad_request: { status: 400, title: "The request is not valid" },
  validation_failed: { status: 400, title: "Some fields are not valid" },
  malformed_json: { status: 400, title: "The body is not valid JSON" },
  unauthenticated: { status: 401, title: "Sign in first" },
  permission_denied: { status: 403, title: "You may not do this" },
  suspended: { status: 403, title: "This account is suspended" },
  sign_up_closed: { status: 403, title: "Sign-up is closed" },
  budget_exhausted: { status: 403, title: "The budget is used up" },
  invitation_invalid: { status: 403, title: "This invitation cannot be used" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "This method is not supported here" },
  conflict: { status: 409, title: "The request conflicts with the current state" },
  answer_in_progress: { status: 409, title: "An answer is still being written in this conversation" },
  idempotency_key_reused: { status: 409, title: "This Idempotency-Key was used for a different request" },
  payload_too_large: { status: 413, title: "Too large" },
  unsupported_media_type: { status: 415, title: "This type of content is not supported" },
  file_empty: { status: 422, title: "The file is empty" },
  file_type_unsupported: { status: 422, title: "This type of file is not supported" },
  too_many_requests: { status: 429, title: "Too many requests" },
  internal_error: { status: 500, title: "Something went wrong on our side" },
  model_failed: { status: 502, title: "The model could not answer" },
  model_not_found: { status: 400, title: "This model is not available" },
  content_filtered: { status: 422, title: "The content filter stopped this answer" },
  model_unavailable: { status: 503, title: "No model is available right now" },
  search_unavailable: { status: 503, title: "Knowledge search is unavailable right now" },
  identity_provider_unavailable: { status: 503, title: "The identity provider is unavailable right now" },
  database_unavailable: { status: 503, title: "The database is unavailable right now" },
  storage_unavailable: { status: 503, title: "Stored files cannot be reached right now" },
  shutting_down: { status: 503, title: "The server is restarting" },
  storage_full: { status: 507, title: "The storage is full" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof errorCodes;

export const errorCodeSchema = z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]);

export const fieldErrorSchema = z
  .object({
    field: z.string().describe("Where the mistake is, as a path: `body.name`, `query.limit`"),
    message: z.string().describe("What is wrong and what to do"),
  })
  .meta({ id: "FieldError" });

/** RFC 9457 problem document; the body of every error answer. */
export const problemSchema = z
  .object({
    type: z.string().describe("A stable address that names the kind of problem"),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("What was wrong and what to do"),
    code: errorCodeSchema,
    request_id: z.string(),
    errors: z.array(fieldErrorSchema).optional(),
  })
  .meta({
    id: "Problem",
    example: {
      type: "https://docs.enterprise-ai-platform.example/errors/not_found",
      title: "Not found",
      status: 404,
      detail: "There is no such knowledge base, or you may not see it.",
      code: "not_found",
      request_id: "req_01980f5e-7c1a-7d5e-9a53-0a5b8c2f5d10",
    },
  });

export type Problem = z.infer<typeof problemSchema>;
