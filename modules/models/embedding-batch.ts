import type { EmbeddingDeployment } from "./deployment.ts";
import { countTokens, truncateToTokens } from "./tokens.ts";

export interface MeasuredInput {
  text: string;
  tokens: number;
}

/** Cut to what the model takes, with its tokens counted. */
export function measureInput(text: string, deployment: EmbeddingDeployment): MeasuredInput {
  // An empty input is refused by the endpoint, and would take its whole batch with it.
  const kept = truncateToTokens(text.trim() === "" ? " " : text, deployment.maxTokensPerInput, deployment.tokenizer);
  return { text: kept, tokens: countTokens(kept, deployment.tokenizer) };
}

/** The next inputs that fit one request together; at least one. */
export function takeBatch(
  inputs: readonly MeasuredInput[],
  from: number,
  deployment: EmbeddingDeployment,
  paceTokens: number,
): MeasuredInput[] {
  const most = Math.min(paceTokens, deployment.maxTokensPerRequest);
  const batch: MeasuredInput[] = [];
  let tokens = 0;
  for (const input of inputs.slice(from, from + deployment.maxInputsPerRequest)) {
    tokens += input.tokens;
    if (batch.length > 0 && tokens > most) break;
    batch.push(input);
  }
  return batch;
}
