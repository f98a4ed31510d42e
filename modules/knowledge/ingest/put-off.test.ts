import { expect, test } from "vitest";
import { positionOf } from "../waiting-time.ts";
import { createTurns } from "./fair-choice.ts";
import { putOffSeconds } from "./put-off.ts";

test.each([
  [0, undefined, 5],
  [0, 17, 17],
  [400, undefined, 100],
  [86_000, 5, 600],
])("after %f s of waiting, asked to come back in %s, it is tried again in %f s", (waited, asked, seconds) => {
  expect(putOffSeconds(waited, asked)).toBe(seconds);
});

test("organisations take turns, then their knowledge bases; who has less in work comes first", () => {
  const entry = (organizationId: string, knowledgeBaseId: string, running = 0, runningInOrganization = running) => ({
    organizationId,
    knowledgeBaseId,
    running,
    runningInOrganization,
  });
  const turns = createTurns();
  const all = [entry("a", "a1"), entry("a", "a2"), entry("b", "b1")];
  const order = Array.from({ length: 6 }, () => turns.choose(all)?.knowledgeBaseId);
  expect(order).toEqual(["a1", "b1", "a2", "b1", "a1", "b1"]);
  expect(turns.choose([entry("a", "a1"), entry("b", "b1", 1)])?.knowledgeBaseId).toBe("a1");
  expect(turns.choose([])).toBeUndefined();
});

test("a place in the queue counts the turns of others", () => {
  const waiting = [
    { organizationId: "a", knowledgeBaseId: "big", count: 200 },
    { organizationId: "a", knowledgeBaseId: "small", count: 1 },
    { organizationId: "b", knowledgeBaseId: "other", count: 3 },
  ];
  expect(positionOf("other", 1, waiting)).toBe(2);
  expect(positionOf("small", 1, waiting)).toBe(4);
  expect(positionOf("big", 200, waiting)).toBe(204);
});
