import type { LimitState } from "@eai/contract";
import type { FastifyReply } from "fastify";

/** For pages of other origins, which read only the headers they are shown. */
export const limitHeaders = ["limit", "remaining", "reset"].flatMap((figure) =>
  ["requests", "tokens"].map((kind) => `x-ratelimit-${figure}-${kind}`),
);

/** Tells what is left of the limits, with a refusal as with success. Resets are in whole seconds from now. */
export function setLimitHeaders(reply: FastifyReply, limits: LimitState | null): void {
  for (const [name, window] of [
    ["requests", limits?.requests],
    ["tokens", limits?.tokens],
  ] as const) {
    if (!window) continue;
    reply.header(`x-ratelimit-limit-${name}`, String(window.limit));
    reply.header(`x-ratelimit-remaining-${name}`, String(Math.max(0, window.remaining)));
    reply.header(`x-ratelimit-reset-${name}`, String(Math.ceil(window.reset_seconds)));
  }
}
