export {
  type DeploymentDetails,
  describeDeployment,
  describeEmbedding,
  type EmbeddingDetails,
  openAIOptions,
  promptCacheOptions,
  streamable,
} from "./describe-deployment.ts";
export { fittingFetch } from "./fitting-fetch.ts";
export {
  type OpenAIDeploymentInput,
  type OpenAIEmbeddingInput,
  type OpenAIEndpoint,
  openAIDeployment,
  openAIEmbeddingDeployment,
} from "./openai-deployment.ts";
