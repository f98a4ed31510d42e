import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addPerson, addTenant, type Someone } from "../../test/people.ts";
import { searchDense } from "./dense-search.ts";

let opened: TestDatabase;
let ada: Someone;
beforeAll(async () => {
  opened = await createTestDatabase();
  ada = await addPerson(opened.database, await addTenant(opened.database, "Anchor"), "member");
});
afterAll(() => opened.close());

/** For how many looks the approximate index was thought of. */
async function timesThoughtOf(query: Partial<Parameters<typeof searchDense>[3]>): Promise<number> {
  let times = 0;
  const indexes = {
    has: async () => {
      times += 1;
      return false;
    },
  };
  const embeddings = [{ model: "test-embedding", vector: [1, 0] }];
  const asked = { knowledgeBaseIds: ["kb_a", "kb_b"], words: [], embeddings, limit: 10, ...query };
  await searchDense(ada, opened.database, indexes, asked);
  return times;
}

test("a named document leaves whole knowledge bases their approximate index", async () => {
  const named = { documentIds: ["doc_a"], otherwiseIn: ["kb_a"] };
  expect(await timesThoughtOf({})).toBe(1);
  expect(await timesThoughtOf({ filters: { named } })).toBe(1);
  expect(await timesThoughtOf({ filters: { named, tags: ["travel"] } })).toBe(0);
  expect(await timesThoughtOf({ filters: { named: { ...named, otherwiseIn: [] } } })).toBe(0);
});
