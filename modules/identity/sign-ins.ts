import { type OpenSignIn, Permission } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import {
  behind,
  type Context,
  type Database,
  notFound,
  type Page,
  type PageInput,
  type Transaction,
  toPage,
} from "@eai/modules/kernel";
import { and, desc, eq, gt, lt, ne, type SQL, sql } from "drizzle-orm";
import { requirePermission } from "./access.ts";
import { signIns } from "./tables.ts";

export interface SignInVerbs {
  /**
   * Where one is signed in, newest first.
   * @param currentId the sign-in this request came with
   */
  listSignIns(context: Context, input: PageInput, currentId: string | null): Promise<Page<OpenSignIn>>;
  /** Its cookie and tokens are refused from now on. @throws ProblemError `not_found` */
  endSignIn(context: Context, id: string): Promise<void>;
  /** All but the one this request came with. */
  endOtherSignIns(context: Context, currentId: string | null): Promise<void>;
}

export function signInVerbs(database: Database): SignInVerbs {
  return {
    async listSignIns(context, { limit, cursor }, currentId) {
      const personId = ownerOf(context);
      const rows = await database
        .select()
        .from(signIns)
        .where(and(eq(signIns.userId, personId), gt(signIns.expiresAt, sql`now()`), behind(cursor, lt, signIns.id)))
        // Ids sort by time.
        .orderBy(desc(signIns.id))
        .limit(limit + 1);
      return toPage(
        rows,
        limit,
        (row) => presentSignIn(row, currentId),
        (row) => [row.id],
      );
    },

    async endSignIn(context, id) {
      const personId = ownerOf(context);
      await database.transaction(async (transaction) => {
        const ended = await end(transaction, context, and(eq(signIns.id, id), eq(signIns.userId, personId)));
        if (ended === 0) throw notFound("sign-in");
      });
    },

    async endOtherSignIns(context, currentId) {
      const personId = ownerOf(context);
      await database.transaction(async (transaction) => {
        const others = currentId === null ? undefined : ne(signIns.id, currentId);
        await end(transaction, context, and(eq(signIns.userId, personId), others));
      });
    },
  };
}

function ownerOf(context: Context): string {
  requirePermission(context, Permission.AccountManage);
  if (context.actor.kind !== "person") throw notFound("sign-in");
  return context.actor.personId;
}

async function end(transaction: Transaction, context: Context, which: SQL | undefined): Promise<number> {
  const ended = await transaction.delete(signIns).where(which).returning({ id: signIns.id });
  for (const { id } of ended) {
    await recordAudit(transaction, context, {
      action: "person.sign_out",
      resourceKind: "sign_in",
      resourceId: id,
      reason: "ended in the list of sign-ins",
    });
  }
  return ended.length;
}

function presentSignIn(row: typeof signIns.$inferSelect, currentId: string | null): OpenSignIn {
  return {
    id: row.id,
    current: row.id === currentId,
    method: methodOf(row.providerId),
    user_agent: row.userAgent,
    ip_address: row.ipAddress,
    created_at: row.createdAt.toISOString(),
    last_seen_at: row.updatedAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
  };
}

function methodOf(providerId: string | null): OpenSignIn["method"] {
  if (providerId === null) return "password";
  return providerId === "microsoft" ? "microsoft" : "oidc";
}
