import { type Database, type Log, silentLog } from "@eai/modules/kernel";
import { type QdrantEmulator, startQdrantEmulator } from "../../ops/dev/qdrant-emulator/index.ts";
import { createClient, type QdrantSettings } from "./connection.ts";
import { createQdrantIndex, type QdrantIndex } from "./qdrant-index.ts";

export interface TestQdrant {
  settings: QdrantSettings;
  /** Null where a real server is asked. */
  emulator: QdrantEmulator | null;
  createIndex(parts: { database: Database; log?: Log; settings?: Partial<QdrantSettings> }): QdrantIndex;
  /** Removes what the test made. */
  close(): Promise<void>;
}

/**
 * The Qdrant that QDRANT_URL (and QDRANT_API_KEY) name, in collections of a prefix of its own that are removed afterwards;
 * without it the emulator.
 */
export async function openTestQdrant(): Promise<TestQdrant> {
  const emulator = process.env.QDRANT_URL ? null : await startQdrantEmulator({ apiKey: "test-key" });
  const settings: QdrantSettings = {
    url: emulator?.url ?? process.env.QDRANT_URL ?? "",
    apiKey: emulator ? "test-key" : process.env.QDRANT_API_KEY || undefined,
    collectionPrefix: `eai_test_${process.pid}_${Math.random().toString(36).slice(2, 10)}_`,
    timeoutSeconds: 30,
    quantization: "none",
    oversampling: 2,
  };
  return {
    settings,
    emulator,
    createIndex: (parts) =>
      createQdrantIndex({
        database: parts.database,
        log: parts.log ?? silentLog,
        settings: { ...settings, ...parts.settings },
      }),
    async close() {
      if (emulator) return emulator.close();
      await removeCollections(settings);
    },
  };
}

async function removeCollections(settings: QdrantSettings): Promise<void> {
  const client = createClient(settings, 30_000);
  const { collections } = await client.getCollections();
  for (const { name } of collections) {
    if (name.startsWith(settings.collectionPrefix)) await client.deleteCollection(name);
  }
}
