import { createHash } from "node:crypto";
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createBrowser,
  type EmulatedPerson,
  type IdentityEmulator,
  pickAccount,
  startIdentityEmulator,
} from "./index.ts";

const web = "http://localhost:3999";
const verifier = "v".repeat(60);
let entra: IdentityEmulator;
let ada: EmulatedPerson;
let carol: EmulatedPerson;
let group: string;

beforeAll(async () => {
  entra = await startIdentityEmulator({ webOrigins: [web] });
  group = entra.directory.addGroup("Engineering");
  ada = entra.directory.addPerson({ name: "Ada Lovelace", groups: [group], roles: ["Editor"] });
  carol = entra.directory.addPerson({ name: "Carol", tenantId: "22222222-2222-4222-8222-222222222222" });
});
afterAll(() => entra.close());

function authorization(tenant: string, change: Record<string, string> = {}): string {
  const parameters = new URLSearchParams({
    client_id: entra.clientId,
    response_type: "code",
    redirect_uri: `${web}/api/auth/callback/microsoft`,
    scope: "openid profile email",
    state: "state",
    nonce: "nonce",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...change,
  });
  return `${entra.url}/${tenant}/oauth2/v2.0/authorize?${parameters}`;
}

function redeem(tenant: string, parameters: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams({ client_id: entra.clientId, client_secret: entra.clientSecret, ...parameters });
  return fetch(`${entra.url}/${tenant}/oauth2/v2.0/token`, { method: "POST", body });
}

async function idTokenOf(tenant: string, person: EmulatedPerson): Promise<string> {
  const { address } = await pickAccount(createBrowser({ [web]: null }), authorization(tenant), person);
  const code = new URL(address).searchParams.get("code") ?? "";
  const redirect = `${web}/api/auth/callback/microsoft`;
  const answer = await redeem(tenant, {
    grant_type: "authorization_code",
    code,
    redirect_uri: redirect,
    code_verifier: verifier,
  });
  const body = (await answer.json()) as { id_token?: string };
  if (!body.id_token) throw new Error(JSON.stringify(body));
  return body.id_token;
}

test("gives an ID token in Entra's shape for a code", async () => {
  const token = await idTokenOf(entra.directory.homeTenantId, ada);
  expect(decodeJwt(token)).toMatchObject({
    iss: `${entra.url}/${ada.tenantId}/v2.0`,
    aud: entra.clientId,
    oid: ada.objectId,
    tid: ada.tenantId,
    ver: "2.0",
    nonce: "nonce",
    groups: [group],
    roles: ["Editor"],
  });
  const answer = await fetch(`${entra.url}/${ada.tenantId}/discovery/v2.0/keys`);
  const keys = (await answer.json()) as JSONWebKeySet;
  await jwtVerify(token, createLocalJWKSet(keys));
  expect(keys.keys[0]).toMatchObject({
    kid: decodeProtectedHeader(token).kid,
    issuer: `${entra.url}/${ada.tenantId}/v2.0`,
  });
});

test("signs people of every tenant in at organizations, for their own tenant", async () => {
  expect(decodeJwt(await idTokenOf("organizations", carol))).toMatchObject({
    iss: `${entra.url}/${carol.tenantId}/v2.0`,
    tid: carol.tenantId,
  });
  const discovery = await fetch(`${entra.url}/organizations/v2.0/.well-known/openid-configuration`);
  expect(await discovery.json()).toMatchObject({ issuer: `${entra.url}/{tenantid}/v2.0` });
});

test("refuses a redirect address that is not registered, and a code without its verifier", async () => {
  const home = entra.directory.homeTenantId;
  const elsewhere = authorization(home, { redirect_uri: "http://localhost:3999/api/auth/callback/other" });
  expect((await fetch(elsewhere, { redirect: "manual" })).status).toBe(400);
  expect(
    (await redeem(home, { grant_type: "authorization_code", code: "made-up", code_verifier: verifier })).status,
  ).toBe(400);
});

test("gives an app a token for Graph, which pages groups", async () => {
  const scope = `${entra.graphUrl}/.default`;
  const answer = await redeem(ada.tenantId, { grant_type: "client_credentials", scope });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const bob = entra.directory.addPerson({ name: "Bob", groups: [group, entra.directory.addGroup("Second")] });
  entra.graph.pageSize = 1;
  const path = `/v1.0/users/${bob.objectId}/transitiveMemberOf/microsoft.graph.group?$select=id,displayName&$count=true`;
  const headers = { authorization: `Bearer ${token}`, consistencylevel: "eventual" };
  const first = (await (await fetch(entra.graphUrl + path, { headers })).json()) as Record<string, unknown>;
  expect(first.value).toMatchObject([{ id: group, displayName: "Engineering" }]);
  const second = await fetch(String(first["@odata.nextLink"]), { headers });
  expect(await second.json()).toMatchObject({ value: [{ displayName: "Second" }] });
  expect((await fetch(entra.graphUrl + path)).status).toBe(401);
  expect((await fetch(entra.graphUrl + path, { headers: { authorization: headers.authorization } })).status).toBe(400);
});
