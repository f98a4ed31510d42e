import { type ApiKey, type CreatedApiKey, type createApiKeySchema, Permission } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import {
  behind,
  type Context,
  createOnce,
  type Database,
  newId,
  notFound,
  type Page,
  type PageInput,
  ProblemError,
  type Transaction,
  toPage,
} from "@eai/modules/kernel";
import { and, count, desc, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import type { z } from "zod";
import { requirePermission } from "./access.ts";
import { holdPerson } from "./hold-person.ts";
import { newSecret } from "./secret-key.ts";
import { apiKeys } from "./tables.ts";

type CreateApiKeyInput = z.output<typeof createApiKeySchema>;

export interface ApiKeyVerbs {
  /** One's own, newest first, revoked ones too. */
  listApiKeys(context: Context, input: PageInput): Promise<Page<ApiKey>>;
  /**
   * @returns the key itself this one time
   * @throws ProblemError `validation_failed` for scopes one does not have, `conflict` for too many keys
   */
  createApiKey(context: Context, input: CreateApiKeyInput): Promise<CreatedApiKey>;
  /** At once and for good; a second time changes nothing. @throws ProblemError `not_found` */
  revokeApiKey(context: Context, id: string): Promise<void>;
}

const liveKeysPerPerson = 50;
const dayMs = 86_400_000;

export function apiKeyVerbs(database: Database): ApiKeyVerbs {
  return {
    async listApiKeys(context, { limit, cursor }) {
      const personId = ownerOf(context);
      const rows = await database
        .select()
        .from(apiKeys)
        .where(and(eq(apiKeys.personId, personId), behind(cursor, lt, apiKeys.id)))
        .orderBy(desc(apiKeys.id))
        .limit(limit + 1);
      return toPage(rows, limit, presentKey, (row) => [row.id]);
    },

    async createApiKey(context, input) {
      const personId = ownerOf(context);
      const scopes = [...new Set(input.scopes)];
      requireScopes(context, scopes);
      const secret = newSecret("eai");
      const { resourceId, replayed } = await createOnce(database, context, { apiKey: input }, async (transaction) => {
        await requireRoom(transaction, personId);
        const id = newId("key");
        const { name, expires_in_days: days } = input;
        const expiresAt = days === null ? null : new Date(Date.now() + days * dayMs);
        const { hash, prefix } = secret;
        await transaction.insert(apiKeys).values({ id, personId, name, prefix, hash, scopes, expiresAt });
        await recordAudit(transaction, context, {
          action: "api_key.create",
          resourceKind: "api_key",
          resourceId: id,
          changes: { scopes, expires_at: expiresAt?.toISOString() ?? null },
        });
        return id;
      });
      const [row] = await database
        .select()
        .from(apiKeys)
        .where(and(eq(apiKeys.id, resourceId), eq(apiKeys.personId, personId)));
      if (!row) throw notFound("API key");
      return { ...presentKey(row), key: replayed ? null : secret.key };
    },

    async revokeApiKey(context, id) {
      const personId = ownerOf(context);
      await database.transaction(async (transaction) => {
        const own = and(eq(apiKeys.id, id), eq(apiKeys.personId, personId));
        const [row] = await transaction.select().from(apiKeys).where(own).for("update");
        if (!row) throw notFound("API key");
        if (row.revokedAt) return;
        await transaction.update(apiKeys).set({ revokedAt: new Date() }).where(own);
        await recordAudit(transaction, context, {
          action: "api_key.revoke",
          resourceKind: "api_key",
          resourceId: id,
        });
      });
    },
  };
}

/** Keys are made and revoked by people who signed in, never by a key. */
function ownerOf(context: Context): string {
  requirePermission(context, Permission.AccountManage);
  if (context.actor.kind !== "person") throw notFound("API key");
  return context.actor.personId;
}

function requireScopes({ actor }: Context, scopes: readonly Permission[]): void {
  const own = actor.kind === "person" ? actor.permissions : new Set<Permission>();
  const refused = scopes.find((scope) => scope === Permission.AccountManage || !own.has(scope));
  if (refused === undefined) return;
  const message =
    refused === Permission.AccountManage
      ? `"${refused}" is not for keys: sign in to manage your account.`
      : `Your role does not include "${refused}", so a key of yours cannot either.`;
  throw new ProblemError("validation_failed", message, { errors: [{ field: "body.scopes", message }] });
}

/** Requests of one person come one after the other here, so that none of them slips past the limit. */
async function requireRoom(transaction: Transaction, personId: string): Promise<void> {
  await holdPerson(transaction, personId);
  const isLive = and(isNull(apiKeys.revokedAt), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, sql`now()`)));
  const [row] = await transaction
    .select({ live: count() })
    .from(apiKeys)
    .where(and(eq(apiKeys.personId, personId), isLive));
  if ((row?.live ?? 0) < liveKeysPerPerson) return;
  throw new ProblemError(
    "conflict",
    `You have ${liveKeysPerPerson} API keys, which is the limit. Revoke one that is no longer used.`,
  );
}

function presentKey(row: typeof apiKeys.$inferSelect): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt?.toISOString() ?? null,
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    revoked_at: row.revokedAt?.toISOString() ?? null,
  };
}
