import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedDatabase } from "@eai/adapters/pglite";
import type { Message, Session } from "@eai/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { startProduct } from "../product.ts";
import { usageOfAnswer } from "../stories/chat-world.ts";

let emulator: ModelEmulator;
let dataDirectory: string;
beforeAll(async () => {
  emulator = await startModelEmulator();
  dataDirectory = await mkdtemp(join(tmpdir(), "eai-killed-"));
});
afterAll(async () => {
  await emulator.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

test("F9 killed in the middle of an answer: question and partial answer are there after the restart, metered once", async () => {
  const environment = {
    OPENAI_BASE_URL: `${emulator.url}/v1`,
    OPENAI_API_KEY: emulator.apiKey,
    OPENAI_MODEL: "gpt-4.1-mini",
  };
  const reply = "One thing follows another in this answer. ".repeat(40).trim();
  emulator.use({ reply, tokensPerSecond: 30 });

  const first = await startProduct({ dataDirectory, environment });
  const email = "alice@example.com";
  const alice = await first.signUp({ name: "Alice", email });
  const response = await alice.fetch("/api/v1/chat/stream", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message: "Go on" }),
  });
  const shown = await readUntil(response, 200);
  await first.kill();
  emulator.reset();

  const second = await startProduct({ dataDirectory, environment });
  const again = await second.signIn(email);
  const { data: sessions } = await again.call<{ data: Session[] }>("GET", "/api/v1/sessions");
  expect(sessions).toMatchObject([{ answering: false }]);
  const id = sessions[0]?.id ?? "";
  const { data } = await again.call<{ data: Message[] }>("GET", `/api/v1/sessions/${id}/messages`);
  expect(data).toMatchObject([
    { role: "user", text: "Go on", state: "complete" },
    { role: "assistant", state: "interrupted", error: { code: "shutting_down" }, usage: { estimated: true } },
  ]);
  const kept = data[1]?.text ?? "";
  expect(reply.startsWith(kept)).toBe(true);
  // A second of text may be lost at 30 tokens a second; a token here is at most 10 letters.
  expect(shown.length - kept.length).toBeLessThan(400);
  expect(kept.length).toBeGreaterThan(0);
  const next = await again.ask("Go on from there", { session_id: id });
  expect(next.message.state).toBe("complete");
  await second.stop();

  const { database, close } = await openEmbeddedDatabase(join(dataDirectory, "database"));
  expect(await usageOfAnswer(database, data[1]?.id ?? "")).toMatchObject([{ outcome: "interrupted", estimated: true }]);
  await close();
});

/** Reads a stream until so many characters of text have come. */
async function readUntil(response: Response, characters: number): Promise<string> {
  const decoder = new TextDecoder();
  let rest = "";
  let text = "";
  for await (const bytes of response.body ?? []) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith('data: {"type":"text-delta"')) text += (JSON.parse(line.slice(6)) as { delta: string }).delta;
    }
    if (text.length >= characters) return text;
  }
  throw new Error("The stream ended early");
}
