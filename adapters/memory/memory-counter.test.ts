import { createMemoryCounter } from "@eai/adapters/memory";
import { expect, test } from "vitest";
import { testCounter } from "../../modules/governance/limits/counter.conformance.ts";

testCounter("memory", async () => ({
  counter: createMemoryCounter(),
  quick: (slotMs) => createMemoryCounter({ slotMs }),
  close: async () => {},
}));

test("counters that nobody takes of leave the memory", async () => {
  const counter = createMemoryCounter({ slotMs: 5 });
  for (let index = 0; index < 1000; index++) await counter.take("ten", [{ key: `${index}`, limit: 5, amount: 1 }]);
  expect(counter.size).toBeGreaterThan(0);
  async function sizeAfterLook(): Promise<number> {
    await counter.take("ten", [{ key: "new", limit: 5, amount: 0 }]);
    return counter.size;
  }
  await expect.poll(sizeAfterLook).toBe(0);
});
