import { createHash } from "node:crypto";
import { and, eq, lt, sql } from "drizzle-orm";
import { actorId, type Context } from "./context.ts";
import { type Database, isUniqueViolation, type Transaction } from "./database.ts";
import { ProblemError } from "./errors.ts";
import { idempotencyKeys } from "./tables.ts";

export interface Made {
  resourceId: string;
  /** True when an earlier call with the same key had made it. */
  replayed: boolean;
}

/**
 * Runs a creating transaction at most once for an `Idempotency-Key`: the key is stored in the same transaction,
 * so a retry after a lost reply finds what the first call made, and of two racing calls one waits and finds it too.
 * @param input what the request asks for; another input under the same key is refused
 * @param make creates the resource and gives its id
 * @throws ProblemError `idempotency_key_reused`
 */
export async function createOnce(
  database: Database,
  context: Context,
  input: unknown,
  make: (transaction: Transaction) => Promise<string>,
): Promise<Made> {
  const key = context.idempotencyKey;
  if (key === undefined) return { resourceId: await database.transaction(make), replayed: false };
  const owner = actorId(context.actor);
  const fingerprint = fingerprintOf(input);
  const earlier = await findEarlier(database, owner, key, fingerprint);
  if (earlier) return earlier;
  try {
    const resourceId = await database.transaction(async (transaction) => {
      const id = await make(transaction);
      await transaction.insert(idempotencyKeys).values({ actorId: owner, key, fingerprint, resourceId: id });
      return id;
    });
    return { resourceId, replayed: false };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const winner = await findEarlier(database, owner, key, fingerprint);
    if (winner) return winner;
    throw error;
  }
}

/**
 * What an earlier call of `createOnce` with this key and input has made: for what is not to be done for a repeat.
 * @returns the id, or undefined without a key and for a new one
 * @throws ProblemError `idempotency_key_reused`
 */
export async function madeBefore(database: Database, context: Context, input: unknown): Promise<string | undefined> {
  const { actor, idempotencyKey: key } = context;
  if (key === undefined) return undefined;
  return (await findEarlier(database, actorId(actor), key, fingerprintOf(input)))?.resourceId;
}

function fingerprintOf(input: unknown): string {
  return createHash("sha256").update(JSON.stringify(input)).digest("hex");
}

/** Days after which a repeat with the same key counts as a new request. */
const keptDays = 2;

/** Removes the keys that nobody will repeat any more. */
export async function forgetIdempotencyKeys(database: Database): Promise<void> {
  await database
    .delete(idempotencyKeys)
    .where(lt(idempotencyKeys.createdAt, sql`now() - make_interval(days => ${keptDays})`));
}

async function findEarlier(
  database: Database,
  owner: string,
  key: string,
  fingerprint: string,
): Promise<Made | undefined> {
  const [row] = await database
    .select()
    .from(idempotencyKeys)
    .where(and(eq(idempotencyKeys.actorId, owner), eq(idempotencyKeys.key, key)));
  if (!row) return undefined;
  if (row.fingerprint !== fingerprint) {
    throw new ProblemError(
      "idempotency_key_reused",
      "This Idempotency-Key was used for a different request. Use a new key for each new request.",
    );
  }
  return { resourceId: row.resourceId, replayed: true };
}
