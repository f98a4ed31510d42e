import type { Chat } from "@eai/modules/chat";
import { effectiveSettings, tenants } from "@eai/modules/identity";
import { type Clock, type Database, describeError, inBatches, type Log } from "@eai/modules/kernel";
import type { Knowledge } from "@eai/modules/knowledge";
import { asc, gt } from "drizzle-orm";

export interface RetentionDependencies {
  database: Database;
  knowledge: Pick<Knowledge, "removeDocumentsBefore">;
  chat: Pick<Chat, "removeConversationsBefore">;
  log: Log;
  clock: Clock;
}

export interface Removed {
  conversations: number;
  documents: number;
}

const dayMs = 86_400_000;
const batchSize = 100;

/**
 * Removes what is older than the tenants keep it, whoever it belongs to and however it is marked. Each step is a
 * transaction of its own, so a stop in between loses nothing: the next run goes on.
 */
export async function applyRetention(dependencies: RetentionDependencies, signal: AbortSignal): Promise<Removed> {
  const { database, knowledge, chat, log, clock } = dependencies;
  const removed: Removed = { conversations: 0, documents: 0 };
  const before = (days: number) => new Date(clock() - days * dayMs);
  const batches = inBatches(batchSize, (last) =>
    database
      .select({ id: tenants.id, path: tenants.path })
      .from(tenants)
      .where(gt(tenants.id, last))
      .orderBy(asc(tenants.id))
      .limit(batchSize),
  );
  for await (const batch of batches) {
    for (const tenant of batch) {
      signal.throwIfAborted();
      try {
        const settings = await effectiveSettings(database, tenant.path);
        const conversationDays = settings["retention.conversation_days"];
        const documentDays = settings["retention.document_days"];
        if (conversationDays !== null) {
          removed.conversations += await chat.removeConversationsBefore(tenant, before(conversationDays), signal);
        }
        if (documentDays !== null) {
          removed.documents += await knowledge.removeDocumentsBefore(tenant, before(documentDays), signal);
        }
      } catch (error) {
        signal.throwIfAborted();
        // One tenant's trouble must not keep the data of all others.
        log.error({ tenant_id: tenant.id, ...describeError(error) }, "retention not applied yet");
      }
    }
  }
  if (removed.conversations + removed.documents > 0) log.info({ ...removed }, "retention applied");
  return removed;
}
