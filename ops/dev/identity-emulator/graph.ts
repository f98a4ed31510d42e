import type { IncomingMessage, ServerResponse } from "node:http";
import type { Directory } from "./directory.ts";

export type GraphMode = "up" | "forbidden" | "failing" | "slow" | "throttled" | "endless" | "foreign_next_link";

/** The part of Microsoft Graph that gives a person's groups. */
export interface GraphEmulator {
  mode: GraphMode;
  pageSize: number;
  /** Paths that were asked for. */
  requests: string[];
}

export interface GraphInput {
  directory: Directory;
  graph: GraphEmulator;
  graphUrl: string;
  elsewhere: string;
  /** @returns whether this is an app's own token for this very Graph, of the tenant */
  acceptsToken(token: string, tenantId: string): Promise<boolean>;
}

/** `slow` answers after this time, when nobody waits any longer. */
const slowMs = 8000;

/** Answers `GET /v1.0/users/{id}/transitiveMemberOf/microsoft.graph.group` page by page. */
export async function answerGraph(
  input: GraphInput,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { graph, directory } = input;
  const url = new URL(request.url ?? "/", input.graphUrl);
  graph.requests.push(url.pathname + url.search);
  const send = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  const refuse = (status: number, code: string) => send(status, { error: { code, message: `Emulated: ${code}` } });

  const [, id] = /^\/v1\.0\/users\/([\w-]+)\/transitiveMemberOf\/microsoft\.graph\.group$/.exec(url.pathname) ?? [];
  const person = directory.people.find(({ objectId }) => objectId === id);
  if (request.method !== "GET" || !person) return void refuse(404, "Request_ResourceNotFound");
  const [, token] = /^Bearer (.+)$/.exec(request.headers.authorization ?? "") ?? [];
  if (!token || !(await input.acceptsToken(token, person.tenantId)))
    return void refuse(401, "InvalidAuthenticationToken");

  switch (graph.mode) {
    case "forbidden":
      return void refuse(403, "Authorization_RequestDenied");
    case "failing":
      return void refuse(500, "UnknownError");
    case "throttled":
      return void send(429, { error: { code: "TooManyRequests", message: "Emulated" } }, { "retry-after": "20" });
    case "slow":
      await new Promise((resolve) => setTimeout(resolve, slowMs));
      break;
    default:
  }
  // A cast to groups is an advanced query, which wants both.
  const advanced = url.searchParams.get("$count") === "true" && request.headers.consistencylevel === "eventual";
  if (!advanced) return void refuse(400, "Request_UnsupportedQuery");

  const size = Math.min(Number(url.searchParams.get("$top") ?? 100), graph.pageSize);
  const start = Number(url.searchParams.get("$skiptoken") ?? 0);
  const value = person.groups.slice(start, start + size).map((groupId) => ({
    "@odata.type": "#microsoft.graph.group",
    id: groupId,
    displayName: directory.groupNames.get(groupId) ?? null,
  }));
  const hasMore = start + size < person.groups.length || graph.mode === "endless";
  const next = new URL(url);
  next.searchParams.set("$skiptoken", graph.mode === "endless" ? "0" : String(start + size));
  const foreign = new URL(next.pathname + next.search, input.elsewhere);
  const nextLink = graph.mode === "foreign_next_link" ? foreign.href : hasMore ? next.href : undefined;
  send(200, {
    "@odata.context": `${input.graphUrl}/v1.0/$metadata#groups(id,displayName)`,
    ...(nextLink === undefined ? {} : { "@odata.nextLink": nextLink }),
    value,
  });
}
