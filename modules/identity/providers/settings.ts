import type { Role } from "@eai/contract";

/** Sign-in with Microsoft Entra ID. */
export interface EntraSettings {
  /** `https://login.microsoftonline.com`, without a slash at the end. */
  authority: string;
  /** A tenant id, or `organizations`. */
  tenantId: string;
  clientId: string;
  clientSecret: string;
  /** Ids (`tid`) of the tenants whose people may sign in. */
  allowedTenants: readonly string[];
  /** What an access token for our API must be for; undefined: none is accepted. */
  api: { audience: string; scope: string } | undefined;
  /** Where groups are read that do not fit into a token; undefined: nowhere. */
  graphUrl: string | undefined;
}

/** Sign-in with any other OpenID Connect provider. */
export interface OidcSettings {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What people call it. */
  name: string;
  groupsClaim: string;
  rolesClaim: string;
}

/** The directories whose people may come in, and what their claims mean here. */
export interface DirectorySettings {
  entra: EntraSettings | undefined;
  oidc: OidcSettings | undefined;
  /** By app role or group id. */
  roleMap: Readonly<Record<string, Role>>;
  /** In order: the first entry that fits counts. */
  tenantMap: readonly { key: string; path: readonly string[] }[];
  /** How long the claims of a sign-in count. */
  claimsMaxAgeSeconds: number;
}

export const noDirectory: DirectorySettings = {
  entra: undefined,
  oidc: undefined,
  roleMap: {},
  tenantMap: [],
  claimsMaxAgeSeconds: 43_200,
};

export type ProviderId = "microsoft" | "oidc";

export function isProviderId(value: string | null | undefined): value is ProviderId {
  return value === "microsoft" || value === "oidc";
}
