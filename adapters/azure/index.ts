export {
  type AzureCredential,
  type AzureDeploymentInput,
  type AzureEmbeddingInput,
  type AzureResource,
  azureDeployment,
  azureEmbeddingDeployment,
} from "./azure-deployment.ts";
