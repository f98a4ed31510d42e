import type { KnowledgeBase } from "@eai/contract";
import { expect, test } from "vitest";
import { chosenBases, everyBase } from "./knowledge-base-order.ts";

function base(name: string, more: Partial<KnowledgeBase> = {}): KnowledgeBase {
  const owner = { id: "usr_me", name: "Me" };
  const day = "2026-01-01T00:00:00Z";
  const counts = { document_count: 0, ready_count: 0, failed_count: 0, size_bytes: 0 };
  const rights = { may_write: true, may_manage: true, shared: false };
  const search = { search: "hybrid" as const, search_settings: { rerank: true, minimum_similarity: null } };
  const chunking = { strategy: "structure" as const, size_tokens: 400, overlap_tokens: 60, contextual_prefix: false };
  return {
    id: `kb_${name}`,
    name,
    description: "",
    scope: "personal",
    owner,
    chunking,
    embedding_model: null,
    reindex: null,
    purpose: null,
    created_at: day,
    updated_at: day,
    ...search,
    ...rights,
    ...counts,
    ...more,
  };
}

const bases = [
  base("Part 10", { document_count: 5, size_bytes: 10 }),
  base("Part 2", { scope: "team", owner: { id: "usr_other", name: "Other" }, size_bytes: 99 }),
  base("ärzte", { document_count: 5, updated_at: "2026-02-01T00:00:00Z", description: "About TRAVEL" }),
];
const asked = { sort: "name" as const, personId: "usr_me", language: "de" };
const names = (filter = {}, sort: Parameters<typeof chosenBases>[2]["sort"] = "name") =>
  chosenBases(bases, { ...everyBase, ...filter }, { ...asked, sort }).map(({ name }) => name);

test("In order of names as people read them, of changes, documents or size", () => {
  expect(names()).toEqual(["ärzte", "Part 2", "Part 10"]);
  expect(names({}, "changed")).toEqual(["ärzte", "Part 2", "Part 10"]);
  expect(names({}, "documents")).toEqual(["ärzte", "Part 10", "Part 2"]);
  expect(names({}, "size")).toEqual(["Part 2", "Part 10", "ärzte"]);
});

test("Narrowed by scope, owner and what it says of itself", () => {
  expect(names({ scope: "team" })).toEqual(["Part 2"]);
  expect(names({ owner: "me" })).toEqual(["ärzte", "Part 10"]);
  expect(names({ owner: "others" })).toEqual(["Part 2"]);
  expect(names({ name: " travel" })).toEqual(["ärzte"]);
  expect(names({ name: "nothing" })).toEqual([]);
});
