import { createMemoryRelay } from "@eai/adapters/memory";
import { expect, test } from "vitest";
import { testStreamRelay } from "../../modules/chat/stream-relay.conformance.ts";

testStreamRelay("memory", async () => {
  const relay = createMemoryRelay();
  return { writer: relay, reader: relay, close: () => relay.end() };
});

test("a closed answer is forgotten after a while", async () => {
  const relay = createMemoryRelay(0.05);
  relay.append("msg_1", { type: "finish" });
  relay.close("msg_1");
  expect(relay.holds("msg_1")).toBe(true);
  await expect.poll(() => relay.holds("msg_1")).toBe(false);
  await relay.end();
});
