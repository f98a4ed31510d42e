import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { LanguageModelV4 } from "@ai-sdk/provider";
import {
  type BodyRules,
  type Deployment,
  type EmbeddingDeployment,
  noPrice,
  type RawEndpoint,
} from "@eai/modules/models";
import {
  type DeploymentDetails,
  describeDeployment,
  describeEmbedding,
  type EmbeddingDetails,
  openAIOptions,
  promptCacheOptions,
  streamable,
} from "./describe-deployment.ts";
import { fittingFetch } from "./fitting-fetch.ts";

export interface OpenAIEndpoint {
  /** With the path, mostly ending in `/v1`. */
  baseUrl: string;
  /** Local servers want none. */
  apiKey: string | undefined;
  /** Where it runs, when that is known. */
  region?: string | undefined;
}

export interface OpenAIDeploymentInput extends OpenAIEndpoint, DeploymentDetails {
  /** What the endpoint calls the model, where people are shown another name. */
  deployment?: string | undefined;
}

export interface OpenAIEmbeddingInput extends OpenAIEndpoint, EmbeddingDetails {
  deployment?: string | undefined;
}

/** A model of any endpoint that speaks one of the OpenAI APIs: OpenAI, Ollama, vLLM, LM Studio and others. */
export function openAIDeployment(input: OpenAIDeploymentInput): Deployment {
  const { surface, ...described } = describeDeployment("openai-compatible", withOwnPrice(input));
  const rules = { ...described, surface };
  return {
    ...described,
    id: input.id ?? idOf(input),
    region: input.region ?? null,
    languageModel: streamable(languageModelOf(input, rules), rules),
    providerOptions: openAIOptions(rules),
    promptCacheOptions,
    endpoint: rawEndpoint(input, surface),
  };
}

export function openAIEmbeddingDeployment(input: OpenAIEmbeddingInput): EmbeddingDeployment {
  return {
    ...describeEmbedding("openai-compatible", withOwnPrice(input)),
    id: input.id ?? idOf(input),
    region: input.region ?? null,
    embeddingModel: createOpenAICompatible({
      name: "openai-compatible",
      baseURL: input.baseUrl,
      ...(input.apiKey !== undefined && { apiKey: input.apiKey }),
    }).embeddingModel(nameOf(input)),
    endpoint: rawEndpoint(input, "chat_completions"),
  };
}

function languageModelOf(input: OpenAIDeploymentInput, rules: BodyRules): LanguageModelV4 {
  const { baseUrl: baseURL, apiKey } = input;
  const fetch = fittingFetch(rules);
  if (rules.surface === "responses") {
    // The provider takes a key from the environment unless it is given one; an endpoint without a key ignores it.
    return createOpenAI({ baseURL, apiKey: apiKey ?? "none", fetch }).responses(nameOf(input));
  }
  const settings = { name: "openai-compatible", baseURL, includeUsage: true, fetch };
  return createOpenAICompatible({ ...settings, ...(apiKey !== undefined && { apiKey }) }).chatModel(nameOf(input));
}

interface Named {
  baseUrl: string;
  model: string;
  deployment?: string | undefined;
}

function nameOf({ deployment, model }: Named): string {
  return deployment ?? model;
}

function idOf(input: Named): string {
  return `openai:${new URL(input.baseUrl).host}:${nameOf(input)}`;
}

function rawEndpoint(input: Named & OpenAIEndpoint, surface: RawEndpoint["surface"]): RawEndpoint {
  const headers: Record<string, string> = input.apiKey === undefined ? {} : { authorization: `Bearer ${input.apiKey}` };
  return { url: input.baseUrl, deployment: nameOf(input), surface, headers: async () => ({ ...headers }) };
}

/** The list price counts at OpenAI itself; a model of the same name on one's own machine costs nothing a token. */
function withOwnPrice<Input extends { baseUrl: string; price?: Deployment["price"] | undefined }>(input: Input): Input {
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(new URL(input.baseUrl).hostname);
  return local && input.price === undefined ? { ...input, price: noPrice } : input;
}
