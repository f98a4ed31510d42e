export type { AttemptTimeouts, FinishReason } from "./attempt.ts";
export {
  capabilitiesOn,
  cautiousCapabilities,
  cautiousSize,
  type KnownEmbeddingModel,
  type KnownLanguageModel,
  knownEmbeddingModel,
  knownLanguageModel,
  noPrice,
  tokenizerOf,
  usdPerMillion,
} from "./catalogue.ts";
export {
  createModels,
  type Embedded,
  type EmbeddingModel,
  type EmbedRequest,
  type GenerateTextInput,
  type Models,
  type ModelsDependencies,
  type RerankRequest,
  type StreamInput,
} from "./create-models.ts";
export {
  type ApiSurface,
  apiSurfaces,
  type CallParameter,
  callParameters,
  type Deployment,
  type EmbeddingDeployment,
  type ModelCapabilities,
  openAIEmbeddingLimits,
  outputLimitParameters,
  type RawEndpoint,
  reasoningEfforts,
  type Tokenizer,
  tokenizers,
} from "./deployment.ts";
export {
  createDeploymentAdministration,
  type DeploymentAdministration,
} from "./deployment-administration.ts";
export { keepDrains } from "./drains.ts";
export type { EmbeddingWait } from "./embed.ts";
export { type BodyRules, fitBody } from "./fit-body.ts";
export type { ModelCall, ModelPart } from "./model-call.ts";
export { filteredAnswer } from "./model-problems.ts";
export type { ModelEntry } from "./permitted-deployments.ts";
export { costMicroUsd } from "./price.ts";
export { boundPromptTokens } from "./relay/prompt-estimate.ts";
export type { RawTransport } from "./relay/raw-transport.ts";
export { RefusedRequest } from "./relay/refused-request.ts";
export type { Relay, RelayRequest, RelaySink } from "./relay/relay-types.ts";
export type { RerankAnswer, RerankDeployment } from "./rerank.ts";
export {
  createRouting,
  type Route,
  type RoutedCall,
  type Routing,
  type RoutingDependencies,
  type RoutingObserver,
  type Unavailable,
} from "./routing.ts";
export { deploymentDrains } from "./tables.ts";
export { countTokens, createTokenCount, estimateMessagesTokens, truncateToTokens } from "./tokens.ts";
