export {
  type AzureCredential,
  type AzureDeploymentInput,
  type AzureEmbeddingInput,
  type AzureResource,
  azureDeployment,
  azureEmbeddingDeployment,
} from "./azure-deployment.ts";
export { createEntraTokens, type EntraClient, type EntraTokens } from "./entra-tokens.ts";
