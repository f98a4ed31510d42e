import type { ConfigurationMistake } from "./configuration-error.ts";
import type { Environment } from "./environment.ts";

/** As whom the platform asks Entra ID for tokens for models. The secret is `Secrets.azureClientSecret`. */
export type EntraIdentity =
  | { kind: "client_secret"; tenantId: string; clientId: string; authorityHost: string | undefined }
  | { kind: "workload"; tenantId: string; clientId: string; tokenFile: string; authorityHost: string | undefined }
  /** Of the machine, the container app or the web app it runs on; without a client id the one that is assigned by the system. */
  | { kind: "managed"; clientId: string | undefined };

/** Decides by what is set: a client secret, then a federated token file, otherwise the managed identity. */
export function entraIdentity(values: Environment): {
  identity: EntraIdentity | undefined;
  mistakes: ConfigurationMistake[];
} {
  const { AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: clientId, AZURE_AUTHORITY_HOST: authorityHost } = values;
  const secret = values.AZURE_CLIENT_SECRET;
  const tokenFile = values.AZURE_FEDERATED_TOKEN_FILE;
  if (!secret && !tokenFile) return { identity: { kind: "managed", clientId }, mistakes: [] };
  if (tenantId && clientId) {
    const common = { tenantId, clientId, authorityHost };
    const identity: EntraIdentity =
      !secret && tokenFile ? { kind: "workload", ...common, tokenFile } : { kind: "client_secret", ...common };
    return { identity, mistakes: [] };
  }
  const reason = secret ? "AZURE_CLIENT_SECRET" : "AZURE_FEDERATED_TOKEN_FILE";
  const missing = [...(tenantId ? [] : ["AZURE_TENANT_ID"]), ...(clientId ? [] : ["AZURE_CLIENT_ID"])];
  const advice = `is missing: ${reason} needs AZURE_TENANT_ID and AZURE_CLIENT_ID beside it`;
  return { identity: undefined, mistakes: missing.map((variable) => ({ variable, advice })) };
}
