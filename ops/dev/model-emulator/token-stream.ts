import { decodeGenerator, encode } from "gpt-tokenizer/encoding/o200k_base";
import { type Exchange, pause } from "./exchange.ts";

export interface Pace {
  firstTokenDelayMs: number;
  /** 0: as fast as it goes. */
  tokensPerSecond: number;
}

/** Where a stream goes wrong, if it does. */
export type Accident = "stall" | "cut" | "end" | "error" | "garble" | "half_character";

const remembered = new Map<string, string[]>();

/** The text in the pieces a model would write it in. */
export function toTokens(text: string): string[] {
  const known = remembered.get(text);
  if (known) return known;
  const tokens = [...decodeGenerator(encode(text, { disallowedSpecial: new Set<string>() }))];
  if (remembered.size > 200) remembered.clear();
  remembered.set(text, tokens);
  return tokens;
}

/**
 * Gives the tokens at the pace of the scenario, with its delays and barriers.
 * @returns the accident that ended the stream early, or undefined at its natural end
 */
export async function* paceTokens(
  exchange: Exchange,
  tokens: readonly string[],
  defaults: Pace,
): AsyncGenerator<string, Accident | undefined> {
  const { scenario, signal, barrier } = exchange;
  const rate = scenario.tokensPerSecond ?? defaults.tokensPerSecond;
  if (scenario.hold === "first_token") await barrier.wait(signal);
  await pause(scenario.firstTokenDelayMs ?? defaults.firstTokenDelayMs, signal);
  const startedAt = performance.now();
  for (const [index, token] of tokens.entries()) {
    if (signal.aborted) return undefined;
    const accident = accidentAt(exchange, index);
    if (accident) return accident;
    if (scenario.hold === "mid_stream" && index === Math.floor(tokens.length / 2)) await barrier.wait(signal);
    if (rate > 0) await pause(startedAt + (index * 1000) / rate - performance.now(), signal);
    yield token;
  }
  return accidentAt(exchange, tokens.length);
}

function accidentAt({ scenario }: Exchange, index: number): Accident | undefined {
  if (scenario.stallAfterTokens === index) return "stall";
  if (scenario.cutAfterTokens === index) return "cut";
  if (scenario.endAfterTokens === index) return "end";
  if (scenario.errorAfterTokens === index) return "error";
  if (scenario.garbleAfterTokens === index) return "garble";
  if (scenario.halfCharacterAfterTokens === index) return "half_character";
  return undefined;
}
