export {
  type OpenAIDeploymentInput,
  type OpenAIEmbeddingInput,
  type OpenAIEndpoint,
  openAIDeployment,
  openAIEmbeddingDeployment,
} from "./openai-deployment.ts";
