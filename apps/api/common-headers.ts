import type { FastifyReply } from "fastify";

/** On every answer, errors and files too. The API itself shows no page, so nothing may load or frame it. */
const everyAnswer = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "x-permitted-cross-domain-policies": "none",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "cache-control": "no-store",
} as const;

/** @param secure whether people reach the platform over https only */
export function setCommonHeaders(reply: FastifyReply, secure: boolean): void {
  reply.headers(everyAnswer).header("x-request-id", reply.request.id);
  if (secure) reply.header("strict-transport-security", "max-age=31536000; includeSubDomains");
}
