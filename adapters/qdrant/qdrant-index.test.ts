import { silentLog } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { describeVectorIndex } from "../../modules/knowledge/vector-index.conformance.ts";
import { startQdrantEmulator } from "../../ops/dev/qdrant-emulator/index.ts";
import { createClient, type QdrantSettings } from "./connection.ts";
import { createQdrantIndex } from "./qdrant-index.ts";

// On the server that QDRANT_URL (and QDRANT_API_KEY) name, else on the emulator.
const givenUrl = process.env.QDRANT_URL || undefined;
const givenKey = process.env.QDRANT_API_KEY || undefined;

describeVectorIndex("Qdrant", async () => {
  const { database, close } = await createTestDatabase();
  const emulator = givenUrl === undefined ? await startQdrantEmulator({ apiKey: "test-key" }) : undefined;
  const settings: QdrantSettings = {
    url: emulator?.url ?? givenUrl ?? "",
    apiKey: emulator ? "test-key" : givenKey,
    collectionPrefix: `eai_test_${process.pid}_${Math.random().toString(36).slice(2, 10)}_`,
    timeoutSeconds: 30,
    quantization: "none",
    oversampling: 2,
  };
  return {
    database,
    index: createQdrantIndex({ database, settings, log: silentLog }),
    async close() {
      await removeCollections(settings);
      await emulator?.close();
      await close();
    },
  };
});

async function removeCollections(settings: QdrantSettings): Promise<void> {
  const client = createClient(settings, 30_000);
  const { collections } = await client.getCollections();
  for (const { name } of collections) {
    if (name.startsWith(settings.collectionPrefix)) await client.deleteCollection(name);
  }
}
