import type { Permission } from "@eai/contract";
import { type Changes, createKept, type Database, type Log, ProblemError } from "@eai/modules/kernel";
import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import { type Authenticated, needsGroups, type PersonRow, personColumns, present } from "./authenticated-person.ts";
import { createNoteUse } from "./last-use.ts";
import type { RefreshGroups } from "./providers/refresh-groups.ts";
import { hashOfSecret } from "./secret-key.ts";
import { apiKeys, memberships, people, tenants } from "./tables.ts";

/** Where clients put a key beside `Authorization`: our own and OpenAI's, Azure's. */
const keyHeaders = ["x-api-key", "api-key"];
const bearerKey = /^Bearer (eai_.*)$/i;

/**
 * The API key that a request names, in whichever header.
 * @returns undefined when it names none: then the other ways in decide
 * @throws ProblemError `unauthenticated` for two credentials that differ
 */
export function readApiKey(headers: Headers): string | undefined {
  const authorization = headers.get("authorization")?.trim();
  const [, inBearer] = bearerKey.exec(authorization ?? "") ?? [];
  const keys = keyHeaders.flatMap((name) => headers.get(name) ?? []);
  if (inBearer !== undefined) keys.push(inBearer);
  const [key] = keys;
  if (key === undefined) return undefined;
  const isOther = authorization !== undefined && inBearer === undefined;
  if (isOther || keys.some((other) => other !== key)) {
    throw new ProblemError("unauthenticated", "The request has two different credentials. Send one of them only.");
  }
  return key;
}

interface KeyHolder extends PersonRow {
  key: { id: string; scopes: Permission[]; lastUsedAt: Date | null; expiresAt: Date | null };
}

interface ByApiKeyDependencies {
  database: Database;
  changes: Changes;
  refreshGroups: RefreshGroups;
  log: Log;
}

/**
 * What is known of a key is kept until the database announces a change to keys, people, groups or tenants: programs come
 * many times a second. What ends by time alone, such as claims of a directory, may hold so much longer.
 */
const kept = { maxAgeMs: 2000, limit: 10_000 };

/**
 * Lets programs in that act for a person: with the permissions of the person's role right now, as far as the key's
 * scopes name them.
 * @returns a function that throws ProblemError `unauthenticated` and `suspended`
 */
export function createAuthenticateByApiKey({
  database,
  changes,
  refreshGroups,
  log,
}: ByApiKeyDependencies): (key: string, requestId: string) => Promise<Authenticated> {
  const noteUse = createNoteUse(database, apiKeys, log);
  const isLive = and(isNull(apiKeys.revokedAt), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, sql`now()`)));
  const known = createKept<KeyHolder | undefined>(changes, kept);

  async function find(hash: string): Promise<KeyHolder | undefined> {
    const [row] = await database
      .select({
        ...personColumns,
        key: {
          id: apiKeys.id,
          scopes: apiKeys.scopes,
          lastUsedAt: apiKeys.lastUsedAt,
          expiresAt: apiKeys.expiresAt,
        },
      })
      .from(apiKeys)
      .innerJoin(people, eq(people.id, apiKeys.personId))
      .innerJoin(memberships, eq(memberships.personId, people.id))
      .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
      .where(and(eq(apiKeys.hash, hash), isLive));
    return row;
  }

  return async (key, requestId) => {
    const hash = hashOfSecret("eai", key);
    if (hash === undefined) throw invalidKey();
    let row = await known.get(hash, () => find(hash));
    if (row && needsGroups(row) && (await refreshGroups(row.id, requestId))) row = await find(hash);
    if (!row || hasExpired(row.key)) throw invalidKey();
    const person = present(row, "api_key");
    noteUse(row.key);
    const permissions = new Set<Permission>(row.key.scopes.filter((scope) => person.actor.permissions.has(scope)));
    return { ...person, actor: { ...person.actor, permissions, apiKeyId: row.key.id } };
  };
}

function hasExpired({ expiresAt }: KeyHolder["key"]): boolean {
  return expiresAt !== null && expiresAt.getTime() <= Date.now();
}

/** The same for a key that is unknown, revoked or expired. */
function invalidKey(): ProblemError {
  return new ProblemError("unauthenticated", "The API key is not valid, was revoked or has expired. Make a new one.");
}
