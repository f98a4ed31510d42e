export { type RerankDeploymentInput, rerankDeployment } from "./rerank-deployment.ts";
