import type { Scenario } from "../../ops/dev/model-emulator/index.ts";
import type { Random } from "./random.ts";

const sentences = [
  "Full-time staff have twenty-five days of annual leave.",
  "Größere Ausgaben genehmigt die Leitung, bis 1.000 € die Abteilung.",
  "年次休暇は二十五日です。",
  "Five of them may be carried over until the end of March.",
  "Train journeys are booked in second class 🚆.",
];

/** Something a model could say, without citations. */
export function randomReply(random: Random): string {
  return Array.from({ length: 1 + random.below(4) }, () => random.pick(sentences)).join(" ");
}

const absurdWaits = ["86400", "-5", "NaN", "1e12", "soon", "0", "1.5", "Thu, 01 Jan 1970 00:00:00 GMT"];

const kinds: readonly ((random: Random) => Scenario)[] = [
  () => ({ fail: { status: 401 } }),
  () => ({ fail: { status: 403 } }),
  () => ({ fail: { status: 404 } }),
  () => ({ fail: { status: 408 } }),
  () => ({ fail: { status: 429 } }),
  (random) => ({ fail: { status: 429, retryAfterSeconds: random.below(90) } }),
  (random) => ({ fail: { status: 429, retryAfterMs: random.below(2000) } }),
  (random) => ({ fail: { status: 429, headers: { "retry-after": random.pick(absurdWaits) ?? "" } } }),
  (random) => ({ fail: { status: 503, headers: { "x-ms-retry-after-ms": random.pick(absurdWaits) ?? "" } } }),
  () => ({ fail: { status: 500 } }),
  () => ({ fail: { status: 503 } }),
  () => ({ fail: { status: 400, code: "context_length_exceeded" } }),
  () => ({ fail: { status: 400, code: "content_filter" } }),
  () => ({ promptFiltered: true }),
  () => ({ completionFiltered: true }),
  () => ({ finishReason: "length" }),
  () => ({ finishReason: "content_filter" }),
  () => ({ reply: "" }),
  () => ({ omitUsage: true }),
  () => ({ annotations: true }),
  (random) => ({ cachedTokens: random.below(40), reasoningTokens: random.below(40) }),
  (random) => ({ firstTokenDelayMs: random.below(80) }),
  () => ({ tokensPerSecond: 500 }),
  (random) => ({ stallAfterTokens: random.below(6) }),
  (random) => ({ cutAfterTokens: random.below(6) }),
  (random) => ({ endAfterTokens: random.below(6) }),
  (random) => ({ errorAfterTokens: random.below(6) }),
  (random) => ({ garbleAfterTokens: random.below(6) }),
  (random) => ({ halfCharacterAfterTokens: random.below(6) }),
  (random) => ({ bytesPerWrite: 1 + random.below(7), annotations: true }),
  () => ({ drop: true }),
  () => ({ hold: "response" }),
  () => ({ hold: "first_token" }),
  () => ({ hold: "mid_stream" }),
];

/**
 * What a region does with the calls whose prompt has a mark in it: mostly nothing unusual, otherwise one of the
 * emulator's faults, for one call or for all.
 */
export function randomScenarios(random: Random, mark: string, region: string, reply: string): Scenario[] {
  const match = { promptIncludes: mark, region };
  const ordinary: Scenario = { match, reply };
  if (random.below(100) < 55) return [ordinary];
  const kind = random.pick(kinds);
  const fault: Scenario = { reply, ...kind?.(random), match };
  return random.below(2) === 0 ? [fault] : [{ ...fault, times: 1 }, ordinary];
}
