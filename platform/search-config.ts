import type { ConfigurationMistake } from "./configuration-error.ts";
import type { Environment } from "./environment.ts";

export interface RerankerConfig {
  baseUrl: string;
  model: string;
  /** In lower case; null when it is not known. */
  region: string | null;
  /** Of one call. */
  costMicroUsd: number;
}

/** How what is asked is searched for. */
export interface SearchConfig {
  /** Undefined: what is found keeps the order of the index. */
  reranker: RerankerConfig | undefined;
  /** `auto`: a question that cannot stand alone is completed by a language model, where there is one. */
  rewriting: "auto" | "off";
}

export function decideSearch(values: Environment): { config: SearchConfig; mistakes: ConfigurationMistake[] } {
  const { RERANK_URL: baseUrl, RERANK_MODEL: model } = values;
  const mistakes: ConfigurationMistake[] = [];
  if (baseUrl && !model) {
    mistakes.push({ variable: "RERANK_MODEL", advice: "is missing: name the model RERANK_URL should be asked for" });
  }
  if (!baseUrl && (model || values.RERANK_API_KEY)) {
    const advice =
      "is missing: name the server that has the reranking model, for Cohere itself https://api.cohere.com/v2";
    mistakes.push({ variable: "RERANK_URL", advice });
  }
  const region = values.RERANK_REGION?.toLowerCase() ?? null;
  const reranker =
    baseUrl && model ? { baseUrl, model, region, costMicroUsd: values.RERANK_COST_MICRO_USD } : undefined;
  return { config: { reranker, rewriting: values.QUERY_REWRITE }, mistakes };
}
