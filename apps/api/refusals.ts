import type { AuditResourceKind, ErrorCode } from "@eai/contract";
import { type Authenticated, SuspendedPersonError } from "@eai/modules/identity";
import { describeError, type ProblemError } from "@eai/modules/kernel";
import type { Oversight } from "@eai/modules/oversight";
import type { FastifyRequest } from "fastify";
import { Counter, type Registry } from "prom-client";
import { senderOf } from "./context.ts";

/** Tells the audit log and the metrics of a request that was refused. Never throws: the refusal stands all the same. */
export type NoteRefusal = (request: FastifyRequest, problem: ProblemError) => Promise<void>;

const refusedStatuses: ReadonlySet<number> = new Set([401, 403, 404]);

/**
 * Every 403 and 404 on a route below `/api/v1/` or `/v1/` leaves one row of the person who asked, before they are answered; of who
 * is suspended or has used up a budget the first of each minute.
 * Callers who are nobody are only counted: rows of theirs would let strangers fill the log.
 */
export function refusalNotes(oversight: Pick<Oversight, "recordRefusal">, registry: Registry): NoteRefusal {
  const refusals = new Counter({
    name: "eai_requests_refused_total",
    help: "Requests refused for who sent them or what they asked for",
    labelNames: ["code"],
    registers: [registry],
  });
  const isFirstInAWhile = firstInAWhile();
  return async (request, problem) => {
    if (!refusedStatuses.has(problem.status)) return;
    refusals.inc({ code: problem.code });
    const { routeOptions } = request;
    const authenticated = problem instanceof SuspendedPersonError ? problem.authenticated : request.authenticated;
    if (authenticated === null || problem.status === 401 || routeOptions.url === undefined) return;
    if (!isOfApi(routeOptions.url)) return;
    if (repeated.has(problem.code) && !isFirstInAWhile(authenticated, problem.code)) return;
    try {
      await oversight.recordRefusal(
        { ...senderOf(request, authenticated), signal: new AbortController().signal },
        { reason: problem.code, ...refusedResource(routeOptions.url, request.method, request.params) },
      );
    } catch (error) {
      request.log.error({ code: problem.code, ...describeError(error) }, "refusal not recorded");
    }
  };
}

function isOfApi(route: string): boolean {
  return route.startsWith("/api/v1/") || route.startsWith("/v1/");
}

/** Refusals that a program runs into as often as it asks, without anybody trying anything. */
const repeated: ReadonlySet<ErrorCode> = new Set(["suspended", "budget_exhausted"]);
const repeatedEveryMs = 60_000;
const mostNoted = 10_000;

/** Who was let go or has spent all, or a program with their key, must not fill the log: of theirs there is one row a minute. */
function firstInAWhile(): (authenticated: Authenticated, code: ErrorCode) => boolean {
  const noted = new Map<string, number>();
  return ({ actor }, code) => {
    const key = `${code} ${actor.personId}`;
    const now = Date.now();
    if (now - (noted.get(key) ?? 0) < repeatedEveryMs) return false;
    noted.delete(key);
    noted.set(key, now);
    const [oldest] = noted.keys();
    if (noted.size > mostNoted && oldest !== undefined) noted.delete(oldest);
    return true;
  };
}

/** What the ids of an address name, by the part before them. */
const kinds: Readonly<Record<string, AuditResourceKind>> = {
  "knowledge-bases": "knowledge_base",
  documents: "document",
  sessions: "session",
  "session-folders": "session_folder",
  "shared-sessions": "share",
  people: "person",
  groups: "group",
  tenants: "tenant",
  invitations: "invitation",
  "api-keys": "api_key",
  "sign-ins": "sign_in",
  "directory-connections": "directory_connection",
  budgets: "budget",
};

/** The innermost thing that the address names; of an address without one, the route. */
function refusedResource(
  route: string,
  method: string,
  params: unknown,
): { resourceKind: AuditResourceKind; resourceId: string } {
  const parts = route.split("/");
  for (let index = parts.length - 1; index > 0; index--) {
    const [before = "", part = ""] = parts.slice(index - 1, index + 1);
    const kind = kinds[before];
    const id = part.startsWith(":") ? (params as Record<string, unknown>)[part.slice(1)] : undefined;
    if (kind !== undefined && typeof id === "string") return { resourceKind: kind, resourceId: id };
  }
  return { resourceKind: "route", resourceId: `${method} ${route}` };
}
