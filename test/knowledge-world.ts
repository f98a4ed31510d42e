import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDiskFileStore } from "@eai/adapters/disk";
import { createMemoryRetrievalCache } from "@eai/adapters/memory";
import { openAIDeployment, openAIEmbeddingDeployment } from "@eai/adapters/openai";
import { createPgvectorIndex } from "@eai/adapters/pgvector";
import { openJobQueue, type RunningQueue } from "@eai/adapters/postgres";
import { rerankDeployment } from "@eai/adapters/rerank";
import type { Document, KnowledgeBase, Role } from "@eai/contract";
import { createCallRecovery, createUsageLedger, openReservations } from "@eai/modules/governance";
import { type Context, type Database, rowsOf, silentLog } from "@eai/modules/kernel";
import {
  createKnowledge,
  type FileStore,
  ingestQueueDefinition,
  type Knowledge,
  type VectorIndex,
} from "@eai/modules/knowledge";
import { createModels, usdPerMillion } from "@eai/modules/models";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { startWorker, type Worker, type WorkerPlatform } from "../apps/worker/index.ts";
import { type ModelEmulator, startModelEmulator } from "../ops/dev/model-emulator/index.ts";
import { addPerson, addTenant } from "./people.ts";

/** With the fields of a test database, the world stands on that one. */
export interface KnowledgeWorldOptions extends Partial<TestDatabase> {
  /** Search by meaning too, with the emulator's vectors. */
  embedding?: boolean;
  /** With a language model too, for what is written about passages. */
  language?: boolean;
  /** The models cost something: $0.13 for a million tokens embedded, $0.40 read and $1.60 written. */
  priced?: boolean;
  /** Put what is found in order by the emulator's reranking model; it may take so many milliseconds. */
  rerankTimeoutMs?: number;
  leaseSeconds?: number;
  /** Default pgvector. */
  index?: (database: Database) => VectorIndex;
  /** Default: a directory. */
  files?: FileStore;
  uploadLimitBytes?: number;
}

/** Knowledge on a real database, disk, queue and index, with people of two organisations. */
export interface KnowledgeWorld extends AsyncDisposable {
  database: Database;
  knowledge: Knowledge;
  queue: RunningQueue;
  emulator: ModelEmulator;
  files: FileStore;
  filesDirectory: string;
  tenantId: string;
  /** Of the first organisation. */
  person(role: Role, name?: string): Promise<Context>;
  /** Of another organisation. */
  stranger(role: Role): Promise<Context>;
  startWorker(concurrency?: number): Promise<Worker>;
  upload(context: Context, knowledgeBaseId: string, fileName: string, content: string | Uint8Array): Promise<Document>;
  /** Waits until a document is ready or failed. */
  finished(context: Context, document: Document): Promise<Document>;
  ingest(context: Context, knowledgeBaseId: string, fileName: string, content: string | Uint8Array): Promise<Document>;
  createKnowledgeBase(context: Context, changes?: Partial<KnowledgeBase>): Promise<KnowledgeBase>;
  /** How much there is of everything that an ingestion leaves. */
  counts(): Promise<StoredCounts>;
}

export interface StoredCounts {
  documents: number;
  versions: number;
  chunks: number;
  index: number;
  indexedChunks: number;
  termChunks: number;
  files: number;
}

/** @param given a database of its own, closed with the world; left out, a new one */
export async function createKnowledgeWorld(
  options: KnowledgeWorldOptions = {},
  given?: TestDatabase,
): Promise<KnowledgeWorld> {
  const test = given ?? databaseOf(options) ?? (await createTestDatabase());
  const { database } = test;
  const emulator = await startModelEmulator();
  const filesDirectory = await mkdtemp(join(tmpdir(), "eai-files-"));
  const files = options.files ?? createDiskFileStore({ directory: filesDirectory });
  const queue = await openJobQueue(test.queueBackend, [ingestQueueDefinition], silentLog);
  const knowledge = createKnowledge({
    database,
    files,
    index: options.index?.(database) ?? createPgvectorIndex({ database }),
    models: emulatedModels(database, emulator, options.embedding ?? false, options),
    cache: createMemoryRetrievalCache(),
    reservations: openReservations(),
    queue,
    log: silentLog,
    uploadLimitBytes: options.uploadLimitBytes ?? 5_000_000,
    extraction: { timeoutSeconds: 30, memoryMegabytes: 512 },
    ...(options.leaseSeconds === undefined ? {} : { leaseSeconds: options.leaseSeconds }),
  });
  const tenantId = await addTenant(database, "Anchor");
  const otherTenantId = await addTenant(database, "Other");
  const workers: Worker[] = [];

  async function upload(
    context: Context,
    knowledgeBaseId: string,
    fileName: string,
    content: string | Uint8Array,
  ): Promise<Document> {
    return knowledge.uploadDocument(context, { knowledgeBaseId, fileName, content: streamOf(content) });
  }

  async function finished(context: Context, { id, knowledge_base_id }: Document): Promise<Document> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const document = await knowledge.getDocument(context, { knowledgeBaseId: knowledge_base_id, documentId: id });
      if (document.state === "ready" || document.state === "failed") return document;
      if (Date.now() > deadline) throw new Error(`${document.name} is still ${document.state} after 60 s`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  return {
    database,
    knowledge,
    queue,
    emulator,
    files,
    filesDirectory,
    tenantId,
    upload,
    finished,
    person: (role, name) => addPerson(database, tenantId, role, name),
    stranger: (role) => addPerson(database, otherTenantId, role),
    async startWorker(concurrency = 2) {
      const worker = await startWorker(workerPlatform({ database, knowledge, queue }, concurrency));
      workers.push(worker);
      return worker;
    },
    async ingest(context, knowledgeBaseId, fileName, content) {
      return finished(context, await upload(context, knowledgeBaseId, fileName, content));
    },
    createKnowledgeBase: (context, changes = {}) =>
      knowledge.createKnowledgeBase(context, {
        name: changes.name ?? "Handbook",
        description: changes.description ?? "",
        scope: changes.scope ?? "personal",
        chunking: changes.chunking ?? {
          strategy: "structure",
          size_tokens: 120,
          overlap_tokens: 20,
          contextual_prefix: false,
        },
      }),
    counts: () => storedCounts(database, files),
    async [Symbol.asyncDispose]() {
      for (const worker of workers) await worker.stop(1);
      await queue.stop(1);
      await test.close();
      await emulator.close();
      await rm(filesDirectory, { recursive: true, force: true });
    },
  };
}

function databaseOf({
  database,
  queueBackend,
  close,
}: KnowledgeWorldOptions): Omit<TestDatabase, keyof AsyncDisposable> | undefined {
  return database && queueBackend && close ? { database, queueBackend, close } : undefined;
}

/** What a worker gets of a platform, for tests that start one. */
export function workerPlatform(
  parts: Pick<WorkerPlatform, "database" | "knowledge" | "queue">,
  concurrency: number,
  kind: "embedded" | "postgres" = "postgres",
): WorkerPlatform {
  // Of oversight and budgets the tests of ingestion need nothing.
  const budgets = { sweepHolds: async () => 0, deliverAlerts: async () => 0 };
  const oversight = {
    sealAudit: async () => 0,
    finishErasures: async () => 0,
    applyRetention: async () => ({ conversations: 0, documents: 0 }),
    closeUsageDays: async () => [],
  };
  const calls = createCallRecovery({ database: parts.database, log: silentLog });
  const config = { database: { kind }, ingestion: { concurrency } };
  const catchUpIndex = async () => {};
  return { ...parts, budgets, calls, catchUpIndex, oversight, log: silentLog, config };
}

type ModelOptions = Pick<KnowledgeWorldOptions, "language" | "priced" | "rerankTimeoutMs">;

export function emulatedModels(
  database: Database,
  emulator: Pick<ModelEmulator, "url" | "apiKey">,
  embedding: boolean,
  { language = false, priced = false, rerankTimeoutMs }: ModelOptions = {},
) {
  const endpoint = { baseUrl: `${emulator.url}/v1`, apiKey: emulator.apiKey };
  const embedder = (model: string, dimensions: number) =>
    openAIEmbeddingDeployment({
      ...endpoint,
      model,
      dimensions,
      sendDimensions: true,
      ...(priced && { price: usdPerMillion(0.13, 0.13, 0) }),
    });
  const embedders = [embedder("text-embedding-3-small", 256), embedder("text-embedding-3-large", 128)];
  return createModels({
    deployments: language
      ? [
          openAIDeployment({
            ...endpoint,
            model: "gpt-4.1-mini",
            ...(priced && { price: usdPerMillion(0.4, 0.1, 1.6) }),
          }),
        ]
      : [],
    ...(rerankTimeoutMs !== undefined && {
      rerankDeployment: rerankDeployment({
        ...endpoint,
        model: "rerank-v4.0",
        region: null,
        costMicroUsd: 2000,
        timeoutMs: rerankTimeoutMs,
      }),
    }),
    embeddingDeployments: embedding ? embedders : [],
    ledger: createUsageLedger({ database, log: silentLog }),
    permittedModels: async () => null,
  });
}

export async function* streamOf(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  for (let start = 0; start < bytes.length; start += 65_536) yield bytes.subarray(start, start + 65_536);
}

/** Rows of everything an ingestion writes, and what the statistics say of them. */
export async function storedCounts(database: Database, files: FileStore): Promise<StoredCounts> {
  const [rows] = await rowsOf<Omit<StoredCounts, "files"> & { texts: number }>(
    database,
    sql`select (select count(*)::int from documents) as documents,
      (select count(*)::int from document_versions) as versions,
      (select count(*)::int from chunks) as chunks,
      (select count(*)::int from chunk_index) as index,
      (select coalesce(sum(chunk_count), 0)::int from index_statistics) as "indexedChunks",
      (select coalesce(sum(chunk_count), 0)::int from term_statistics) as "termChunks",
      (select count(distinct text_file_key)::int from document_versions) as texts`,
  );
  if (!rows) throw new Error("no counts");
  const { texts, ...counts } = rows;
  let stored = 0;
  for await (const _ of files.list(new Date(Date.now() + 60_000))) stored += 1;
  // Each extracted text is a file of its own; what is left are the originals, and files nobody uses.
  return { ...counts, files: stored - texts };
}
