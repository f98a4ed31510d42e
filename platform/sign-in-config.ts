import { type Role, roleSchema } from "@eai/contract";
import type { ConfigurationMistake } from "./configuration-error.ts";
import type { Environment, VariableName } from "./environment.ts";
import { isLoopback } from "./loopback.ts";

/** The client secret is `Secrets.entraClientSecret`. */
export interface EntraConfig {
  authority: string;
  /** A tenant id, or `organizations`. */
  tenantId: string;
  clientId: string;
  allowedTenants: readonly string[];
  /** Undefined: Entra access tokens are refused. */
  api: { audience: string; scope: string } | undefined;
  /** Undefined: groups that are not in the token cannot be read. */
  graphUrl: string | undefined;
}

/** The client secret is `Secrets.oidcClientSecret`. */
export interface OidcConfig {
  issuer: string;
  clientId: string;
  name: string;
  groupsClaim: string;
  rolesClaim: string;
}

export interface SignInConfig {
  devBypass: boolean;
  localSignUp: "open" | "first-only";
  localSignIn: boolean;
  entra: EntraConfig | undefined;
  oidc: OidcConfig | undefined;
  /** By app role or group id. */
  roleMap: Readonly<Record<string, Role>>;
  tenantMap: readonly TenantMapEntry[];
  groupsMaxAgeSeconds: number;
}

export interface TenantMapEntry {
  /** A group id, app role or Entra tenant id. */
  key: string;
  /** Names from the organisation down. */
  path: readonly string[];
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const deepestTenant = 3;

/** Decides how people sign in, and says what does not fit together. */
export function decideSignIn(values: Environment): { config: SignInConfig; mistakes: ConfigurationMistake[] } {
  const mistakes: ConfigurationMistake[] = [];
  const refuse = (variable: VariableName, advice: string) => void mistakes.push({ variable, advice });
  const production = values.EAI_ENV === "production";
  const entra = decideEntra(values, refuse);
  const oidc = decideOidc(values, refuse);
  if (!values.EAI_LOCAL_SIGN_IN && !entra && !oidc) {
    refuse("EAI_LOCAL_SIGN_IN", "false would leave no way to sign in. Configure ENTRA_CLIENT_ID or OIDC_ISSUER first");
  }
  if (production) refusePlainHttp(values, { entra, oidc }, refuse);
  const config = {
    devBypass: values.EAI_DEV_BYPASS ?? !production,
    localSignUp: values.EAI_LOCAL_SIGN_UP ?? (production ? "first-only" : "open"),
    localSignIn: values.EAI_LOCAL_SIGN_IN,
    entra,
    oidc,
    roleMap: readRoleMap(values.IDENTITY_ROLE_MAP, refuse),
    tenantMap: readTenantMap(values.IDENTITY_TENANT_MAP, refuse),
    groupsMaxAgeSeconds: values.DIRECTORY_GROUPS_MAX_AGE_SECONDS,
  };
  return { config, mistakes };
}

type Refuse = (variable: VariableName, advice: string) => void;

function decideEntra(values: Environment, refuse: Refuse): EntraConfig | undefined {
  const needed = ["ENTRA_TENANT_ID", "ENTRA_CLIENT_ID", "ENTRA_CLIENT_SECRET"] as const;
  const extras = ["ENTRA_ALLOWED_TENANTS", "ENTRA_API_AUDIENCE", "ENTRA_GRAPH_GROUPS"] as const;
  if (!isWhole(values, needed, extras, "Microsoft Entra ID", refuse)) return undefined;
  const tenantId = values.ENTRA_TENANT_ID?.toLowerCase() ?? "";
  const listed = values.ENTRA_ALLOWED_TENANTS.map((id) => id.toLowerCase());
  if (tenantId !== "organizations" && !guid.test(tenantId)) {
    refuse("ENTRA_TENANT_ID", "must be the id of a tenant (a GUID), or organizations");
  }
  if (tenantId === "organizations" && listed.length === 0) {
    refuse("ENTRA_ALLOWED_TENANTS", "is needed with ENTRA_TENANT_ID=organizations, or every company could sign in");
  }
  const wrong = listed.find((id) => !guid.test(id));
  if (wrong !== undefined) refuse("ENTRA_ALLOWED_TENANTS", `"${wrong}" is not the id of a tenant (a GUID)`);
  if (tenantId !== "organizations" && listed.some((id) => id !== tenantId)) {
    refuse("ENTRA_ALLOWED_TENANTS", "lets other tenants in, which only ENTRA_TENANT_ID=organizations can sign in");
  }
  return {
    authority: values.ENTRA_AUTHORITY,
    tenantId,
    clientId: values.ENTRA_CLIENT_ID ?? "",
    allowedTenants: listed.length > 0 ? listed : [tenantId],
    api: values.ENTRA_API_AUDIENCE ? { audience: values.ENTRA_API_AUDIENCE, scope: values.ENTRA_API_SCOPE } : undefined,
    graphUrl: values.ENTRA_GRAPH_GROUPS ? values.ENTRA_GRAPH_URL : undefined,
  };
}

function decideOidc(values: Environment, refuse: Refuse): OidcConfig | undefined {
  const needed = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"] as const;
  if (!isWhole(values, needed, [], "the OpenID Connect provider", refuse)) return undefined;
  return {
    issuer: values.OIDC_ISSUER ?? "",
    clientId: values.OIDC_CLIENT_ID ?? "",
    name: values.OIDC_NAME,
    groupsClaim: values.OIDC_GROUPS_CLAIM,
    rolesClaim: values.OIDC_ROLES_CLAIM,
  };
}

/** True when all of `needed` is there; a part of it, or something that only makes sense with it, is a mistake. */
function isWhole(
  values: Environment,
  needed: readonly VariableName[],
  extras: readonly VariableName[],
  what: string,
  refuse: Refuse,
): boolean {
  const isSet = (name: VariableName) => {
    const value = values[name];
    return Array.isArray(value) ? value.length > 0 : Boolean(value);
  };
  const missing = needed.filter((name) => !isSet(name));
  if (missing.length === 0) return true;
  const begun = [...needed, ...extras].find(isSet);
  if (begun === undefined) return false;
  for (const name of missing) refuse(name, `is missing: sign-in with ${what} also needs it, as ${begun} is set`);
  return false;
}

function refusePlainHttp(
  values: Environment,
  { entra, oidc }: Pick<SignInConfig, "entra" | "oidc">,
  refuse: Refuse,
): void {
  const addresses: [VariableName, string | undefined][] = [
    ["ENTRA_AUTHORITY", entra && values.ENTRA_AUTHORITY],
    ["ENTRA_GRAPH_URL", entra?.graphUrl],
    ["OIDC_ISSUER", oidc?.issuer],
  ];
  for (const [variable, address] of addresses) {
    if (address === undefined || !URL.canParse(address)) continue;
    const { protocol, hostname } = new URL(address);
    if (protocol === "http:" && !isLoopback(hostname)) {
      refuse(variable, "anybody on the way could sign in as anybody. Production needs https");
    }
  }
}

function readRoleMap(entries: readonly string[], refuse: Refuse): Record<string, Role> {
  const map: Record<string, Role> = {};
  for (const entry of entries) {
    const { key, value } = splitEntry(entry);
    const role = roleSchema.safeParse(value);
    if (key !== "" && role.success) map[normalizeKey(key)] = role.data;
    else
      refuse(
        "IDENTITY_ROLE_MAP",
        `"${entry}" is not app-role-or-group-id=role, with one of ${roleSchema.options.join(", ")}`,
      );
  }
  return map;
}

function readTenantMap(entries: readonly string[], refuse: Refuse): TenantMapEntry[] {
  return entries.flatMap((entry) => {
    const { key, value } = splitEntry(entry);
    const path = value.split("/").map((name) => name.trim());
    const isSound =
      key !== "" && path.length <= deepestTenant && path.every((name) => name !== "" && name.length <= 200);
    if (isSound) return [{ key: normalizeKey(key), path }];
    refuse("IDENTITY_TENANT_MAP", `"${entry}" is not group-app-role-or-tenant-id=Organisation/Division/Team`);
    return [];
  });
}

function splitEntry(entry: string): { key: string; value: string } {
  const equals = entry.lastIndexOf("=");
  return equals < 0
    ? { key: "", value: "" }
    : { key: entry.slice(0, equals).trim(), value: entry.slice(equals + 1).trim() };
}

/** Ids are written in either case; names of app roles and of other providers' groups are compared as they stand. */
function normalizeKey(key: string): string {
  const [id = "", ...role] = key.split("/");
  return guid.test(id.toLowerCase()) ? [id.toLowerCase(), ...role].join("/") : key;
}
