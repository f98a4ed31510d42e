import type { Flavour } from "./exchange.ts";
import type { EndpointName } from "./scenarios.ts";

/** Where a request came to. */
export interface Route {
  flavour: Flavour;
  /** Undefined for the list of models. */
  endpoint: EndpointName | undefined;
  deployment: string;
  /** With the deployment in the path and an `api-version`. */
  classic: boolean;
  /** Of a first path segment, where there is one. */
  region: string | undefined;
}

const endpoints: Readonly<Record<string, EndpointName>> = {
  "chat/completions": "chat",
  responses: "responses",
  embeddings: "embeddings",
  rerank: "rerank",
};

const v1 =
  /^(?:\/(?<region>[a-z0-9]+))??(?<azure>\/openai)?\/v1\/(?<rest>chat\/completions|responses|embeddings|rerank|models)$/;
const classic =
  /^(?:\/(?<region>[a-z0-9]+))??\/openai\/deployments\/(?<deployment>[^/]+)\/(?<rest>chat\/completions|embeddings)$/;
const classicResponses = /^(?:\/(?<region>[a-z0-9]+))??\/openai\/responses$/;

/**
 * The forms: Azure v1 `/openai/v1/…`, Azure classic `/openai/deployments/{name}/…?api-version=` (Responses has no
 * deployment in its path), plain OpenAI `/v1/…`; each also below a region: `/eastus2/openai/v1/…`.
 */
export function parseRoute(path: string, body: unknown): Route | undefined {
  const modern = v1.exec(path)?.groups;
  if (modern) {
    const flavour = modern.azure === undefined ? "openai" : "azure";
    const endpoint = endpoints[modern.rest ?? ""];
    return { flavour, endpoint, deployment: modelOf(body), classic: false, region: modern.region };
  }
  const byDeployment = classic.exec(path)?.groups;
  if (byDeployment) {
    const deployment = decodeURIComponent(byDeployment.deployment ?? "");
    const endpoint = endpoints[byDeployment.rest ?? ""];
    return { flavour: "azure", endpoint, deployment, classic: true, region: byDeployment.region };
  }
  const responses = classicResponses.exec(path);
  if (!responses) return undefined;
  return {
    flavour: "azure",
    endpoint: "responses",
    deployment: modelOf(body),
    classic: true,
    region: responses.groups?.region,
  };
}

function modelOf(body: unknown): string {
  if (typeof body !== "object" || body === null || !("model" in body)) return "";
  return typeof body.model === "string" ? body.model : "";
}
