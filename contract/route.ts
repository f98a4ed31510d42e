import type { z } from "zod";
import type { Permission } from "./identity.ts";
import type { ErrorCode } from "./problem.ts";

export interface Route {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `{name}` for parameters, as in OpenAPI. */
  path: string;
  tag: "system" | "identity" | "models" | "knowledge" | "chat" | "oversight";
  summary: string;
  description?: string;
  /** Who may call it at all; which objects they reach is decided at the data layer. */
  access: "public" | "signed-in" | Permission;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** `multipart`: one part named `file`. Default `json`. */
  bodyKind?: "json" | "multipart";
  status: 200 | 201 | 202 | 204;
  response?: z.ZodType;
  /** What comes back when it is not JSON. */
  responseType?: "text/event-stream" | "application/octet-stream" | "application/zip" | "text/csv" | "text/plain";
  /** Codes beyond those every route can give (401, 403, 404 with an id, 400, 500). */
  errors: readonly ErrorCode[];
  /** Takes the `Idempotency-Key` header: a repeat gives what the first call made. */
  idempotent?: boolean;
}
