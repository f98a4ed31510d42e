import { createTestDatabase } from "@eai/platform/testing";
import { describeVectorIndex } from "../../modules/knowledge/vector-index.conformance.ts";
import { openTestQdrant } from "./testing.ts";

describeVectorIndex("Qdrant", async () => {
  const { database, close } = await createTestDatabase();
  const qdrant = await openTestQdrant();
  const index = qdrant.createIndex({ database });
  return {
    database,
    index,
    async close() {
      await qdrant.close();
      await close();
    },
  };
});
