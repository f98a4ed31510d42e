import { startModelEmulator } from "../ops/dev/model-emulator/index.ts";
import { type Person, startProduct } from "../test/product.ts";
import type { Figure } from "./figure.ts";
import { median, quantile } from "./statistics.ts";

const rounds = 5;
const questionsPerRound = 20;

/**
 * What the product adds to the time to the first token: the same question to the model itself and through the product
 * (signed in, saved, metered), in turn, one client.
 */
export async function measureFirstToken(): Promise<Figure[]> {
  const emulator = await startModelEmulator();
  await using product = await startProduct({
    environment: { OPENAI_BASE_URL: `${emulator.url}/v1`, OPENAI_API_KEY: emulator.apiKey, OPENAI_MODEL: "gpt-4.1" },
  });
  const person = await product.signUp({ name: "Bench", email: "bench@example.com" });
  const question = "What is the capital of France?";
  const direct: number[] = [];
  const through: number[] = [];
  for (let warmUp = 0; warmUp < 5; warmUp++) await timeThrough(person, question);
  for (let round = 0; round < rounds; round++) {
    for (let index = 0; index < questionsPerRound; index++) {
      direct.push(await timeDirect(emulator.url, emulator.apiKey, question));
      through.push(await timeThrough(person, question));
    }
  }
  await emulator.close();
  return [
    { name: "first token from the model itself, median", value: median(direct), unit: "ms" },
    { name: "first token through the product, median", value: median(through), unit: "ms" },
    { name: "added time to first token, median", value: median(through) - median(direct), unit: "ms" },
    { name: "added time to first token, p95", value: quantile(through, 0.95) - quantile(direct, 0.95), unit: "ms" },
  ];
}

async function timeDirect(url: string, apiKey: string, question: string): Promise<number> {
  const start = performance.now();
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ model: "gpt-4.1", stream: true, messages: [{ role: "user", content: question }] }),
  });
  return firstMatch(response, start, /"content":"[^"]/);
}

async function timeThrough(person: Person, question: string): Promise<number> {
  const start = performance.now();
  const response = await person.fetch("/api/v1/chat/stream", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message: question }),
  });
  return firstMatch(response, start, /"type":"text-delta"/);
}

/** Milliseconds until the pattern is in what was read; the rest is read too, so that the next round starts clean. */
async function firstMatch(response: Response, start: number, pattern: RegExp): Promise<number> {
  if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`);
  let seen = "";
  let matchedAt: number | undefined;
  const decoder = new TextDecoder();
  for await (const bytes of response.body) {
    if (matchedAt !== undefined) continue;
    seen += decoder.decode(bytes, { stream: true });
    if (pattern.test(seen)) matchedAt = performance.now() - start;
  }
  if (matchedAt === undefined) throw new Error(`No token in the answer: ${seen.slice(0, 500)}`);
  return matchedAt;
}
