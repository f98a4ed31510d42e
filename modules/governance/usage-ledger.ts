import { type Context, type Database, describeError, type Log, newId } from "@eai/modules/kernel";
import { eq, sql } from "drizzle-orm";
import { openModelCalls } from "./tables.ts";
import { recordUsageEntries, type UsageDraft, type UsageEntry, usageEntry } from "./usage.ts";

/** Where the calls of models are noted while they run and recorded when they end. */
export interface UsageLedger {
  /**
   * Notes a call that is about to be sent, so that it is recorded even when this process dies. Written in the
   * background: nobody waits.
   * @param draft as far as it is known: prompt tokens as estimated
   */
  begin(context: Context, draft: UsageDraft): NotedCall;
  /** Records a call that was not noted. */
  record(context: Context, draft: UsageDraft): Promise<void>;
}

/** A call that runs. */
export interface NotedCall {
  /** Records what it has used. Once: the second call does nothing. Never throws; what cannot be written is kept and tried again. */
  end(draft: UsageDraft): Promise<void>;
  /** It reached no server, so there is nothing to record. */
  drop(): void;
}

const leaseSeconds = 60;

export function createUsageLedger({ database, log }: { database: Database; log: Log }): UsageLedger {
  async function write(entry: UsageEntry, wasOpen: boolean): Promise<void> {
    await database.transaction(async (transaction) => {
      await recordUsageEntries(transaction, [entry]);
      if (wasOpen) await transaction.delete(openModelCalls).where(eq(openModelCalls.id, entry.id));
    });
  }

  return {
    begin(context, draft) {
      const id = newId("use");
      const entry = usageEntry(context, { ...draft, id });
      const noted = database
        .insert(openModelCalls)
        .values({ id, entry, leaseExpiresAt: sql`now() + make_interval(secs => ${leaseSeconds})` })
        .then(
          () => {},
          (error: unknown) => log.error({ id, ...describeError(error) }, "call not noted"),
        );
      let ended = false;
      return {
        async end(final) {
          if (ended) return;
          ended = true;
          await noted;
          await write({ ...entry, ...final, id }, true).catch((error: unknown) =>
            log.error({ id, ...describeError(error) }, "usage not recorded"),
          );
        },
        drop() {
          if (ended) return;
          ended = true;
          void noted.then(() => database.delete(openModelCalls).where(eq(openModelCalls.id, id))).catch(() => {});
        },
      };
    },
    record: (context, draft) => write(usageEntry(context, draft), false),
  };
}
