import { APICallError } from "@ai-sdk/provider";
import type { RerankAnswer, RerankDeployment } from "@eai/modules/models";
import { z } from "zod";

export interface RerankDeploymentInput {
  /** `/rerank` is added: `https://api.cohere.com/v2`, or `/v1` of vLLM and Jina. */
  baseUrl: string;
  model: string;
  apiKey: string | undefined;
  region: string | null;
  costMicroUsd: number;
  timeoutMs?: number;
}

const usualTimeoutMs = 3_000;
/** The score of each text, and not more of an answer than that can be. */
const longestAnswer = 2_000_000;

const answerSchema = z.looseObject({
  results: z.array(z.looseObject({ index: z.int().nonnegative(), relevance_score: z.number() })),
  // Cohere says it in `meta`, the others in `usage`.
  meta: z.looseObject({ tokens: z.looseObject({ input_tokens: z.number().nullish() }).nullish() }).nullish(),
  usage: z.looseObject({ total_tokens: z.number().nullish() }).nullish(),
});

/** A server that speaks Cohere's `POST /v2/rerank`: Cohere, its models in Azure AI Foundry, Jina, vLLM and others. */
export function rerankDeployment(input: RerankDeploymentInput): RerankDeployment {
  const { baseUrl, model, region, costMicroUsd, timeoutMs = usualTimeoutMs } = input;
  const url = `${baseUrl.replace(/\/+$/, "")}/rerank`;
  const { hostname } = new URL(url);
  return {
    id: `rerank:${hostname}:${model}`,
    model,
    region,
    priority: 0,
    weight: 1,
    timeoutMs,
    costMicroUsd,
    async call({ query, texts, signal }) {
      const body = { model, query, documents: texts, top_n: texts.length };
      const failed = (message: string, more: Partial<ConstructorParameters<typeof APICallError>[0]> = {}) =>
        new APICallError({ message, url, requestBodyValues: { model, documents: texts.length }, ...more });
      let response: Response;
      try {
        const headers = { "content-type": "application/json", ...credentials(hostname, input.apiKey) };
        response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body), signal, redirect: "error" });
      } catch (cause) {
        throw failed("Cannot reach the reranking model", { cause });
      }
      const responseHeaders = Object.fromEntries(response.headers);
      const text = await response.text();
      const answered = { statusCode: response.status, responseHeaders, responseBody: text.slice(0, 2000) };
      if (!response.ok) throw failed(`HTTP ${response.status}`, answered);
      const answer = text.length > longestAnswer ? undefined : readAnswer(text, texts.length);
      if (!answer) throw failed("Not an answer of a reranking model", answered);
      return answer;
    },
  };
}

/** Azure takes the key under a name of its own. */
function credentials(hostname: string, apiKey: string | undefined): Record<string, string> {
  if (apiKey === undefined) return {};
  return { authorization: `Bearer ${apiKey}`, ...(hostname.endsWith(".azure.com") && { "api-key": apiKey }) };
}

/** @returns undefined for what is no such answer, or one that leaves out a text */
function readAnswer(text: string, count: number): RerankAnswer | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = answerSchema.safeParse(json);
  if (!parsed.success) return undefined;
  const { results, meta, usage } = parsed.data;
  const scores = new Map(results.map(({ index, relevance_score }) => [index, relevance_score]));
  const all = Array.from({ length: count }, (_, place) => scores.get(place));
  if (!all.every((score) => score !== undefined)) return undefined;
  return { scores: all, tokens: meta?.tokens?.input_tokens ?? usage?.total_tokens ?? undefined };
}
