import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadConfig } from "./config.ts";
import { ConfigurationError, type ConfigurationMistake } from "./configuration-error.ts";

const dataDirectory = mkdtempSync(join(tmpdir(), "eai-sign-in-config-"));
afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }));

const tenant = "11111111-1111-4111-8111-111111111111";
const other = "22222222-2222-4222-8222-222222222222";
const entra = { ENTRA_TENANT_ID: tenant, ENTRA_CLIENT_ID: "client", ENTRA_CLIENT_SECRET: "hush hush" };
const oidc = { OIDC_ISSUER: "https://login.example.com/", OIDC_CLIENT_ID: "client", OIDC_CLIENT_SECRET: "hush hush" };
const production = {
  EAI_ENV: "production",
  EAI_SECRET: "q7XfU2mLr0aWz9cYt4KdHs8NvBeJgPiO1xRuS5kD3w",
  DATABASE_URL: "postgresql://eai:hunter2@db.internal:5432/eai",
  WEB_ORIGIN: "https://assistant.example.com",
};

function load(source: Record<string, string>) {
  return loadConfig({ EAI_DATA_DIR: dataDirectory, ...source });
}

function mistakesOf(source: Record<string, string>): readonly ConfigurationMistake[] {
  try {
    load(source);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes;
    throw error;
  }
  return [];
}

const refused = (source: Record<string, string>) => mistakesOf(source).map(({ variable }) => variable);

describe("sign-in with a provider", () => {
  test("is off until it is configured", () => {
    const { signIn } = load({}).config;
    expect(signIn).toMatchObject({ entra: undefined, oidc: undefined, localSignIn: true, roleMap: {}, tenantMap: [] });
  });

  test("with Entra lets the one tenant in, and holds no secret", () => {
    const { config, secrets } = load({ ...entra, ENTRA_TENANT_ID: tenant.toUpperCase() });
    expect(config.signIn.entra).toEqual({
      authority: "https://login.microsoftonline.com",
      tenantId: tenant,
      clientId: "client",
      allowedTenants: [tenant],
      api: undefined,
      graphUrl: undefined,
    });
    expect(secrets.entraClientSecret).toBe("hush hush");
    expect(JSON.stringify(config)).not.toContain("hush");
  });

  test("with several tenants needs to know which", () => {
    const several = { ...entra, ENTRA_TENANT_ID: "organizations" };
    expect(refused(several)).toEqual(["ENTRA_ALLOWED_TENANTS"]);
    expect(refused({ ...several, ENTRA_ALLOWED_TENANTS: "contoso.example" })).toEqual(["ENTRA_ALLOWED_TENANTS"]);
    expect(refused({ ...entra, ENTRA_ALLOWED_TENANTS: other })).toEqual(["ENTRA_ALLOWED_TENANTS"]);
    const { allowedTenants } =
      load({ ...several, ENTRA_ALLOWED_TENANTS: `${tenant},${other}` }).config.signIn.entra ?? {};
    expect(allowedTenants).toEqual([tenant, other]);
  });

  test.each(["common", "consumers", "contoso.onmicrosoft.com", "*"])("refuses the tenant %s", (id) => {
    expect(refused({ ...entra, ENTRA_TENANT_ID: id })).toEqual(["ENTRA_TENANT_ID"]);
  });

  test("half configured says what is missing", () => {
    expect(refused({ ENTRA_CLIENT_ID: "client" })).toEqual(["ENTRA_TENANT_ID", "ENTRA_CLIENT_SECRET"]);
    expect(refused({ ENTRA_GRAPH_GROUPS: "true" })).toHaveLength(3);
    expect(refused({ ENTRA_API_AUDIENCE: "client" })).toHaveLength(3);
    expect(refused({ OIDC_ISSUER: "https://login.example.com" })).toEqual(["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"]);
    expect(mistakesOf({ OIDC_CLIENT_ID: "client" })[0]?.advice).toContain("OIDC_CLIENT_ID is set");
  });

  test("must be there before passwords are turned off", () => {
    expect(refused({ EAI_LOCAL_SIGN_IN: "false" })).toEqual(["EAI_LOCAL_SIGN_IN"]);
    expect(load({ ...oidc, EAI_LOCAL_SIGN_IN: "false" }).config.signIn.localSignIn).toBe(false);
  });

  test("travels over https in production, except on this machine", () => {
    const plain = { ENTRA_AUTHORITY: "http://login.example.com", ENTRA_GRAPH_URL: "http://graph.example.com" };
    const graph = { ENTRA_GRAPH_GROUPS: "true" };
    expect(refused({ ...production, ...entra, ...graph, ...plain })).toEqual(["ENTRA_AUTHORITY", "ENTRA_GRAPH_URL"]);
    expect(refused({ ...production, ...oidc, OIDC_ISSUER: "http://login.example.com" })).toEqual(["OIDC_ISSUER"]);
    expect(refused({ ...production, ...oidc, OIDC_ISSUER: "http://127.0.0.1:4020/plain" })).toEqual([]);
    expect(refused({ ...production, ...entra, ...oidc })).toEqual([]);
  });
});

describe("the maps", () => {
  test("are read with names as they stand and ids in small letters", () => {
    const { signIn } = load({
      IDENTITY_ROLE_MAP: `Platform.Admin=platform_admin, ${tenant.toUpperCase()} = editor, a=b=auditor, ${tenant.toUpperCase()}/Admin=auditor`,
      IDENTITY_TENANT_MAP: `${other}=Contoso / Research, Staff=Fabrikam`,
    }).config;
    expect(signIn.roleMap).toEqual({
      "Platform.Admin": "platform_admin",
      [tenant]: "editor",
      "a=b": "auditor",
      [`${tenant}/Admin`]: "auditor",
    });
    expect(signIn.tenantMap).toEqual([
      { key: other, path: ["Contoso", "Research"] },
      { key: "Staff", path: ["Fabrikam"] },
    ]);
  });

  test.each(["Admin", "Admin=root", "=editor", "Admin="])("refuse the role %j", (entry) => {
    expect(refused({ IDENTITY_ROLE_MAP: entry })).toEqual(["IDENTITY_ROLE_MAP"]);
  });

  test.each(["Staff", "Staff=", "Staff=A//B", "=A", "Staff=A/B/C/D"])("refuse the tenant %j", (entry) => {
    expect(refused({ IDENTITY_TENANT_MAP: entry })).toEqual(["IDENTITY_TENANT_MAP"]);
  });
});
