import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import {
  type Deployment,
  type EmbeddingDeployment,
  knownEmbeddingModel,
  knownLanguageModel,
  looksLikeReasoningModel,
  noPrice,
  openAIEmbeddingLimits,
} from "@eai/modules/models";

export interface OpenAIEndpoint {
  /** With the path, mostly ending in `/v1`. */
  baseUrl: string;
  /** Local servers want none. */
  apiKey: string | undefined;
}

export interface OpenAIDeploymentInput extends OpenAIEndpoint {
  model: string;
  contextWindowTokens?: number;
  maxOutputTokens?: number;
  price?: Deployment["price"];
}

export interface OpenAIEmbeddingInput extends OpenAIEndpoint {
  model: string;
  dimensions: number;
  sendDimensions: boolean;
  price?: EmbeddingDeployment["price"];
}

// Models of one's own seldom have more, and a prompt that is too long fails where a short one answers.
const defaultWindow = { contextWindowTokens: 32_000, maxOutputTokens: 4_096 };

/** A model of any endpoint that speaks the OpenAI chat completions API: OpenAI, Ollama, vLLM, LM Studio and others. */
export function openAIDeployment(input: OpenAIDeploymentInput): Deployment {
  const known = knownLanguageModel(input.model);
  const reasoning = known?.reasoning ?? looksLikeReasoningModel(input.model);
  return {
    id: `openai:${new URL(input.baseUrl).host}:${input.model}`,
    model: input.model,
    label: input.model,
    provider: "openai-compatible",
    region: null,
    languageModel: connect(input, reasoning).chatModel(input.model),
    contextWindowTokens: input.contextWindowTokens ?? known?.contextWindowTokens ?? defaultWindow.contextWindowTokens,
    maxOutputTokens: input.maxOutputTokens ?? known?.maxOutputTokens ?? defaultWindow.maxOutputTokens,
    priority: 0,
    weight: 1,
    price: input.price ?? priceFor(input, known?.price),
    capabilities: { tools: true, reasoning },
  };
}

export function openAIEmbeddingDeployment(input: OpenAIEmbeddingInput): EmbeddingDeployment {
  return {
    id: `openai:${new URL(input.baseUrl).host}:${input.model}`,
    model: input.model,
    provider: "openai-compatible",
    region: null,
    dimensions: input.dimensions,
    embeddingModel: connect(input, false).embeddingModel(input.model),
    requestDimensions: input.sendDimensions,
    ...openAIEmbeddingLimits,
    price: input.price ?? priceFor(input, knownEmbeddingModel(input.model)?.price),
  };
}

function connect({ baseUrl, apiKey }: OpenAIEndpoint, reasoning: boolean) {
  return createOpenAICompatible({
    name: "openai-compatible",
    baseURL: baseUrl,
    includeUsage: true,
    ...(apiKey !== undefined && { apiKey }),
    // OpenAI's reasoning models refuse `max_tokens`; most other servers know no other name.
    ...(reasoning && {
      transformRequestBody: ({ max_tokens, ...body }) => ({ ...body, max_completion_tokens: max_tokens }),
    }),
  });
}

/** The list price counts at OpenAI itself; a model of the same name on one's own machine costs nothing a token. */
function priceFor({ baseUrl }: OpenAIEndpoint, listPrice: Deployment["price"] | undefined): Deployment["price"] {
  const { hostname } = new URL(baseUrl);
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  return local ? noPrice : (listPrice ?? noPrice);
}
