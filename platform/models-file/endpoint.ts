import { variables } from "../environment-variables.ts";
import type { ModelEndpoint } from "../models-config.ts";
import { azureBaseUrl } from "../models-variables.ts";
import type { Reading } from "./reading.ts";
import { defaultEntraScope, type WrittenEndpoint } from "./schema.ts";

/** @returns undefined when it cannot be used; what is wrong has been told */
export function decideEndpoint(
  written: WrittenEndpoint,
  path: readonly PropertyKey[],
  reading: Reading,
): ModelEndpoint | undefined {
  const { provider, region } = written;
  const azure = provider === "azure";
  const place = (key: string) => reading.places.ofValue([...path, key]);
  let sound = true;
  const refuse = (key: string, advice: string) => {
    sound = false;
    reading.mistake(place(key), advice);
  };

  if (azure && region === undefined) {
    refuse("region", "region is missing: say where the resource is, as in eastus. Tenants may be tied to regions");
  }
  if (!azure && written.api_version !== undefined) {
    refuse("api_version", "api_version is for azure only. Leave it out");
  }
  if (!azure && written.entra !== undefined) {
    refuse("entra", "entra is for azure only. Use key_variable, or leave both out where the endpoint wants no key");
  }
  const credential = credentialOf(written, refuse, reading);
  if (!sound || !credential) return undefined;
  return {
    provider,
    region: region ?? null,
    baseUrl: azure ? azureBaseUrl(written.url, written.api_version) : written.url,
    apiVersion: written.api_version,
    credential,
  };
}

function credentialOf(
  { provider, key_variable: variable, entra }: WrittenEndpoint,
  refuse: (key: string, advice: string) => void,
  reading: Reading,
): ModelEndpoint["credential"] | undefined {
  if (variable !== undefined && entra !== undefined) {
    refuse("key_variable", "key_variable and entra are both here, and only one can be used. Keep one");
    return undefined;
  }
  if (entra !== undefined) return { kind: "entra", scope: entra === true ? defaultEntraScope : entra.scope };
  if (variable === undefined) {
    if (provider !== "azure") return { kind: "none" };
    refuse("provider", "says not how to sign in: add key_variable with the name of a variable, or entra: true");
    return undefined;
  }
  if (isOtherSecret(variable)) {
    refuse(
      "key_variable",
      `${variable} is a secret of the platform itself and would be sent to the endpoint. Name another`,
    );
    return undefined;
  }
  if (reading.readVariable(variable) === undefined) {
    refuse("key_variable", `names ${variable}, which is not set. Put the key into that environment variable`);
    return undefined;
  }
  return { kind: "key", variable };
}

/** A variable the platform reads for something else than a model's key. */
function isOtherSecret(name: string): boolean {
  return Object.hasOwn(variables, name) && !/^(?:AZURE_OPENAI_EASTUS2?_API_KEY|OPENAI_API_KEY)$/.test(name);
}
