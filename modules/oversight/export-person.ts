import type { Chat } from "@eai/modules/chat";
import { auditEvents, recordAudit, usageRecords } from "@eai/modules/governance";
import { readIdentityData, withinOrganization } from "@eai/modules/identity";
import { actorId, type Context, type Database, inBatches } from "@eai/modules/kernel";
import type { Knowledge, OwnedDocument } from "@eai/modules/knowledge";
import { and, asc, eq, gt, sql } from "drizzle-orm";
import { presentAuditRow, selectAuditRows } from "./audit-rows.ts";
import { type ZipEntry, zipStream } from "./zip-stream.ts";

export interface ExportPersonDependencies {
  database: Database;
  knowledge: Pick<
    Knowledge,
    "readOwnedKnowledgeBases" | "readWrittenQuestions" | "readOwnedDocuments" | "openOwnedFile"
  >;
  chat: Pick<Chat, "readConversations" | "readMessages" | "readFolders" | "readShares">;
}

/** Of which organisation an archive holds things; null: of every one. */
export interface ExportReach {
  knowledge: string | null;
  records: string | null;
}

/**
 * What is kept of a person as a ZIP archive, piece by piece. Recorded before the first piece.
 * @param context who asks, and has been let do it
 * @param subject the context of the person themselves: citations are those they may see now
 * @param reach of somebody who was moved from another organisation, what is left out
 */
export async function exportPersonData(
  dependencies: ExportPersonDependencies,
  context: Context,
  subject: Context,
  reach: ExportReach,
): Promise<AsyncIterable<Uint8Array>> {
  await dependencies.database.transaction((transaction) =>
    recordAudit(transaction, context, {
      action: "person.export",
      resourceKind: "person",
      resourceId: actorId(subject.actor),
      tenantId: subject.tenantId,
    }),
  );
  return zipStream(entriesOf(dependencies, subject, reach));
}

async function* entriesOf(
  { database, knowledge, chat }: ExportPersonDependencies,
  subject: Context,
  reach: ExportReach,
): AsyncGenerator<ZipEntry> {
  const personId = actorId(subject.actor);
  const { profile, signIns, apiKeys } = await readIdentityData(database, personId);
  yield json("profile.json", profile);
  yield json("sign-ins.json", signIns);
  yield json("api-keys.json", apiKeys);
  yield jsonLines("conversations.jsonl", chat.readConversations(subject, reach.records));
  yield jsonLines("messages.jsonl", chat.readMessages(subject, reach.records));
  yield jsonLines("conversation-folders.jsonl", once(await chat.readFolders(subject, reach.records)));
  yield jsonLines("shared-conversations.jsonl", once(await chat.readShares(subject, reach.records)));
  yield jsonLines("knowledge-bases.jsonl", once(await knowledge.readOwnedKnowledgeBases(personId, reach.knowledge)));
  yield jsonLines("documents.jsonl", presentDocuments(knowledge.readOwnedDocuments(personId, reach.knowledge)));
  yield jsonLines("questions.jsonl", knowledge.readWrittenQuestions(personId, reach.knowledge));
  yield jsonLines("usage.jsonl", readUsage(database, personId, reach.records));
  yield jsonLines("audit.jsonl", readActs(database, personId, reach.records));
  yield* originals(knowledge, personId, reach.knowledge);
}

function json(name: string, value: unknown): ZipEntry {
  return { name, content: once(`${JSON.stringify(value, null, 2)}\n`) };
}

function jsonLines(name: string, batches: AsyncIterable<readonly unknown[]>): ZipEntry {
  return { name, content: toLines(batches) };
}

async function* toLines(batches: AsyncIterable<readonly unknown[]>): AsyncGenerator<string> {
  for await (const batch of batches) yield batch.map((row) => `${JSON.stringify(row)}\n`).join("");
}

async function* once<Value>(value: Value): AsyncGenerator<Value> {
  yield value;
}

async function* presentDocuments(batches: AsyncIterable<OwnedDocument[]>): AsyncGenerator<unknown[]> {
  for await (const batch of batches) {
    yield batch.map((document) => ({
      id: document.id,
      knowledge_base_id: document.knowledgeBaseId,
      name: document.name,
      media_type: document.mediaType,
      size_bytes: document.sizeBytes,
      created_at: document.createdAt,
      uploaded_at: document.uploadedAt,
      file: document.scope === "personal" ? pathOf(document) : null,
    }));
  }
}

/** Beyond this an archive without ZIP64 might not be readable: what is left out can be downloaded one by one. */
const mostOriginalsBytes = 3_500_000_000;
const mostOriginals = 60_000;

async function* originals(
  knowledge: ExportPersonDependencies["knowledge"],
  personId: string,
  organizationId: string | null,
): AsyncGenerator<ZipEntry> {
  const leftOut: string[] = [];
  let bytes = 0;
  let count = 0;
  for await (const batch of knowledge.readOwnedDocuments(personId, organizationId)) {
    for (const document of batch) {
      if (document.scope !== "personal") continue;
      if (bytes + document.sizeBytes > mostOriginalsBytes || count >= mostOriginals) {
        leftOut.push(document.id);
        continue;
      }
      const content = await knowledge.openOwnedFile(document);
      if (content === null) continue;
      bytes += document.sizeBytes;
      count += 1;
      yield { name: pathOf(document), content, stored: true };
    }
  }
  if (leftOut.length > 0) yield json("left-out.json", leftOut);
}

/** Names are what people typed: nothing in one may lead out of the folder it is unpacked into. */
function pathOf({ knowledgeBaseId, id, name }: OwnedDocument): string {
  const safe = name
    .replace(/[\\/:*?"<>|]|\p{Cc}|\p{Cf}/gu, "_")
    .replace(/^\.+|[. ]+$/g, "_")
    .slice(0, 150)
    .toWellFormed();
  return `files/${knowledgeBaseId}/${id}/${safe}`;
}

const batchSize = 500;

async function* readUsage(
  database: Database,
  personId: string,
  organizationId: string | null,
): AsyncGenerator<unknown[]> {
  const within = withinOrganization(sql`${usageRecords.tenantId}`, organizationId);
  const batches = inBatches(batchSize, (last) =>
    database
      .select()
      .from(usageRecords)
      .where(and(eq(usageRecords.actorId, personId), within, gt(usageRecords.id, last)))
      .orderBy(asc(usageRecords.id))
      .limit(batchSize),
  );
  for await (const rows of batches) yield rows.map(presentUsageRecord);
}

function presentUsageRecord(row: typeof usageRecords.$inferSelect): Record<string, unknown> {
  return {
    id: row.id,
    tenant_id: row.tenantId,
    api_key_id: row.apiKeyId,
    channel: row.channel,
    request_id: row.requestId,
    purpose: row.purpose,
    provider: row.provider,
    region: row.region,
    model: row.model,
    prompt_tokens: row.promptTokens,
    cached_tokens: row.cachedTokens,
    completion_tokens: row.completionTokens,
    reasoning_tokens: row.reasoningTokens,
    cost_micro_usd: row.costMicroUsd,
    estimated: row.estimated,
    latency_ms: row.latencyMs,
    first_token_ms: row.firstTokenMs,
    outcome: row.outcome,
    answer_id: row.answerId,
    created_at: row.createdAt,
  };
}

function readActs(database: Database, personId: string, organizationId: string | null): AsyncGenerator<unknown[]> {
  const within = withinOrganization(sql`${auditEvents.tenantId}`, organizationId);
  const isTheirs = and(eq(auditEvents.actorKind, "person"), eq(auditEvents.actorId, personId), within);
  return inBatches(batchSize, async (last) => {
    const condition = and(isTheirs, gt(auditEvents.id, last));
    const rows = await selectAuditRows(database, condition, [asc(auditEvents.id)], batchSize);
    return rows.map(presentAuditRow);
  });
}
