export type { AttemptTimeouts, FinishReason } from "./attempt.ts";
export { knownEmbeddingModel, knownLanguageModel, looksLikeReasoningModel, noPrice } from "./catalogue.ts";
export {
  createModels,
  type Embedded,
  type EmbedRequest,
  type GenerateTextInput,
  type ModelEntry,
  type Models,
  type ModelsDependencies,
  type StreamInput,
} from "./create-models.ts";
export {
  type Deployment,
  type EmbeddingDeployment,
  type ModelCapabilities,
  openAIEmbeddingLimits,
} from "./deployment.ts";
export type { ModelCall, ModelPart } from "./model-call.ts";
export { costMicroUsd } from "./price.ts";
export { boundPromptTokens } from "./relay/prompt-estimate.ts";
export type { RawTransport } from "./relay/raw-transport.ts";
export { RefusedRequest } from "./relay/refused-request.ts";
export type { Relay, RelayRequest, RelaySink } from "./relay/relay-types.ts";
export {
  createRouting,
  type Route,
  type RoutedCall,
  type Routing,
  type RoutingDependencies,
  type RoutingObserver,
  type Unavailable,
} from "./routing.ts";
export { countTokens, estimateMessagesTokens, truncateToTokens } from "./tokens.ts";
