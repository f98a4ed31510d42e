import { type Log, systemClock } from "@eai/modules/kernel";
import { z } from "zod";
import { fetchJson, type JsonAnswer } from "./fetch-json.ts";
import type { EntraSettings } from "./settings.ts";
import type { DirectoryGroup, DirectoryGroups, GroupsReason } from "./verified-identity.ts";

/** Reads the groups of people through Microsoft Graph, with a token of the application's own. */
export interface GraphGroups {
  /** All groups of a person, also those that contain their groups. Never throws, and ends within five seconds. */
  read(tenantId: string, objectId: string): Promise<DirectoryGroups>;
}

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
const pageSchema = z.object({
  value: z.array(z.object({ id: z.string().max(200), displayName: z.string().nullish() })),
  "@odata.nextLink": z.string().optional(),
});

const timeoutMs = 5000;
const pageSize = 999;
const mostPages = 12;
/** A token is not used in its last minute. */
const spareMs = 60_000;

/** Why groups were not read; only its reason leaves this file. */
class GraphError extends Error {
  readonly reason: GroupsReason;
  constructor(reason: GroupsReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export function createGraphGroups(settings: EntraSettings & { graphUrl: string }, log: Log): GraphGroups {
  const tokens = new Map<string, { token: string; until: number }>();

  async function tokenOf(tenantId: string, signal: AbortSignal): Promise<string> {
    const known = tokens.get(tenantId);
    if (known && known.until > systemClock()) return known.token;
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: settings.clientId,
      client_secret: settings.clientSecret,
      scope: `${settings.graphUrl}/.default`,
    });
    const address = `${settings.authority}/${tenantId}/oauth2/v2.0/token`;
    const answer = await fetchJson(address, { method: "POST", body }, { timeoutMs, signal });
    const { access_token: token, expires_in: seconds } = tokenSchema.parse(accepted(answer, "a token for Graph"));
    tokens.set(tenantId, { token, until: systemClock() + seconds * 1000 - spareMs });
    return token;
  }

  async function readPages(tenantId: string, objectId: string, signal: AbortSignal): Promise<DirectoryGroup[]> {
    const token = await tokenOf(tenantId, signal);
    const headers = { authorization: `Bearer ${token}`, consistencylevel: "eventual" };
    const query = `$select=id,displayName&$count=true&$top=${pageSize}`;
    let address = `${settings.graphUrl}/v1.0/users/${objectId}/transitiveMemberOf/microsoft.graph.group?${query}`;
    const groups: DirectoryGroup[] = [];
    for (let page = 0; page < mostPages; page++) {
      const answer = await fetchJson(address, { headers }, { timeoutMs, signal });
      if (answer.status === 401) tokens.delete(tenantId);
      const { value, "@odata.nextLink": next } = pageSchema.parse(accepted(answer, "the groups"));
      groups.push(...value.map(({ id, displayName }) => ({ externalId: id, name: displayName ?? undefined })));
      if (next === undefined) return groups;
      // Our token goes nowhere else.
      if (!URL.canParse(next) || new URL(next).origin !== new URL(settings.graphUrl).origin) {
        throw new GraphError("unreachable", "Graph names another host for the next page.");
      }
      address = next;
    }
    throw new GraphError("too_many", `There are more than ${mostPages * pageSize} groups.`);
  }

  return {
    async read(tenantId, objectId) {
      try {
        return { state: "known", groups: await readPages(tenantId, objectId, AbortSignal.timeout(timeoutMs)) };
      } catch (error) {
        const reason = error instanceof GraphError ? error.reason : "unreachable";
        const message = error instanceof Error ? error.message : String(error);
        log.warn({ part: "graph", reason, err: { message } }, "groups could not be read");
        return { state: "unavailable", reason };
      }
    },
  };
}

/** @throws GraphError for any answer but 200 */
function accepted({ status, body }: JsonAnswer, what: string): unknown {
  if (status === 200) return body;
  const isRefusal = status >= 400 && status < 500 && status !== 429 && status !== 408;
  throw new GraphError(isRefusal ? "refused" : "unreachable", `HTTP ${status} instead of ${what}.`);
}
