import { countTokens } from "@eai/modules/models";
import { z } from "zod";
import { type Exchange, pause, sendError, sendJson } from "./exchange.ts";
import { invalidBody } from "./request-body.ts";

const mostDocuments = 10_000;

const bodySchema = z.looseObject({
  model: z.string(),
  query: z.string().min(1),
  documents: z.array(z.string()).min(1).max(mostDocuments),
  top_n: z.int().positive().nullish(),
});

export function rerankPromptText(body: unknown): string {
  const parsed = bodySchema.safeParse(body);
  return parsed.success ? [parsed.data.query, ...parsed.data.documents].join("\n") : "";
}

/**
 * Answers `POST …/rerank` as Cohere's v2 does: best first. The score is the share of the question's words that stand in a
 * document, a little more for one that says them in a row. `reply` is sent as the whole body, whatever it is.
 */
export async function answerRerank(exchange: Exchange, input: unknown): Promise<void> {
  const parsed = bodySchema.safeParse(input);
  if (!parsed.success) return sendError(exchange, invalidBody(parsed.error));
  const { query, documents, top_n: top } = parsed.data;
  await pause(exchange.scenario.firstTokenDelayMs ?? 0, exchange.signal);
  if (exchange.scenario.hold) await exchange.barrier.wait(exchange.signal);
  if (exchange.signal.aborted) return;
  const tokens = documents.reduce((sum, document) => sum + countTokens(document), countTokens(query));
  exchange.journal.usage = { prompt_tokens: tokens, completion_tokens: 0 };
  if (exchange.scenario.reply !== undefined) {
    exchange.response.writeHead(200, { "content-type": "application/json" }).end(exchange.scenario.reply);
    return;
  }
  const results = documents
    .map((document, index) => ({ index, relevance_score: overlap(query, document) }))
    .sort((left, right) => right.relevance_score - left.relevance_score || left.index - right.index)
    .slice(0, top ?? documents.length);
  sendJson(exchange, 200, {
    id: "rerank-emulated",
    results,
    meta: {
      api_version: { version: "2" },
      billed_units: { search_units: Math.ceil(documents.length / 100) },
      tokens: { input_tokens: tokens },
    },
  });
}

function overlap(query: string, document: string): number {
  const asked = wordsOf(query);
  const said = new Set(wordsOf(document));
  if (asked.length === 0) return 0;
  const share = asked.filter((word) => said.has(word)).length / asked.length;
  const inARow = document.toLowerCase().includes(query.toLowerCase().trim()) ? 0.1 : 0;
  return Math.min(1, Number((share * 0.9 + inARow).toFixed(4)));
}

function wordsOf(text: string): string[] {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
