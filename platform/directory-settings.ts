import type { DirectorySettings } from "@eai/modules/identity";
import type { Secrets } from "./secrets.ts";
import type { SignInConfig } from "./sign-in-config.ts";

/** The directories people sign in with, put together out of configuration and secrets. */
export function directorySettings(
  { entra, oidc, roleMap, tenantMap, groupsMaxAgeSeconds }: SignInConfig,
  { entraClientSecret, oidcClientSecret }: Pick<Secrets, "entraClientSecret" | "oidcClientSecret">,
): DirectorySettings {
  return {
    entra: entra && { ...entra, clientSecret: entraClientSecret ?? "" },
    oidc: oidc && { ...oidc, clientSecret: oidcClientSecret ?? "" },
    roleMap,
    tenantMap,
    claimsMaxAgeSeconds: groupsMaxAgeSeconds,
  };
}
