import { recordAudit } from "@eai/modules/governance";
import { type Context, ProblemError, rowsOf, type Transaction } from "@eai/modules/kernel";
import { inArray, sql } from "drizzle-orm";
import { requirePerson } from "./dependencies.ts";
import { conversations } from "./tables.ts";

/** Lets one transaction of a person at a time count and add conversations. */
export async function lockConversationsOf(transaction: Transaction, personId: string): Promise<void> {
  await transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`conversations:${personId}`}, 0))`);
}

/** Removes the oldest conversations beyond `most` that are neither pinned nor being answered. */
export async function removeSurplusConversations(
  transaction: Transaction,
  context: Context,
  most: number,
): Promise<void> {
  const { personId } = requirePerson(context);
  await lockConversationsOf(transaction, personId);
  const surplus = await rowsOf<{ id: string }>(
    transaction,
    sql`
      select c.id from conversations c
      where c.person_id = ${personId} and not c.pinned
        and not exists (select 1 from messages m where m.conversation_id = c.id and m.state in ('pending', 'streaming'))
      order by c.updated_at, c.id
      limit greatest(0, (select count(*)::int from conversations where person_id = ${personId}) - ${most}::int)`,
  );
  if (surplus.length === 0) return;
  await transaction.delete(conversations).where(
    inArray(
      conversations.id,
      surplus.map((row) => row.id),
    ),
  );
  for (const { id } of surplus) {
    await recordAudit(transaction, context, {
      action: "session.delete",
      resourceKind: "session",
      resourceId: id,
      reason: "session_limit",
    });
  }
}

/**
 * Pinned conversations are never removed by themselves, so one place is kept for new ones. Called under the lock.
 * @throws ProblemError `validation_failed` when all others are pinned
 */
export async function requireRoomForPin(transaction: Transaction, context: Context, limit: number): Promise<void> {
  const { personId } = requirePerson(context);
  const [row] = await rowsOf<{ count: number }>(
    transaction,
    sql`select count(*)::int as count from conversations where person_id = ${personId} and pinned`,
  );
  if ((row?.count ?? 0) + 1 < limit) return;
  const detail = `At most ${limit - 1} sessions can be pinned. Unpin another one first.`;
  throw new ProblemError("validation_failed", detail, { errors: [{ field: "body.pinned", message: detail }] });
}
