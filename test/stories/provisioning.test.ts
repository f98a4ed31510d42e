import type { CreatedApiKey, CreatedDirectoryConnection, Me } from "@eai/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { groupBody, userBody } from "../../apps/api/scim-testing.ts";
import {
  type EmulatedPerson,
  type IdentityEmulator,
  startIdentityEmulator,
} from "../../ops/dev/identity-emulator/index.ts";
import { type Person, type Product, startProduct } from "../product.ts";
import { signInWithMicrosoft, tryMicrosoft } from "../sign-in-with-microsoft.ts";

/** A company's directory tells of people before they come, signs them in, and has them leave: over HTTP, with a process. */
let entra: IdentityEmulator;
let product: Product;
let admin: Person;
let connection: CreatedDirectoryConnection;

beforeAll(async () => {
  entra = await startIdentityEmulator();
  product = await startProduct({ environment: entra.entraEnvironment() });
  admin = await product.signUp({ name: "Admin", email: "admin@example.com" });
  connection = await admin.call("POST", "/api/v1/directory-connections", {
    name: "Entra",
    provider: "microsoft",
    directory_tenant_id: entra.directory.homeTenantId,
  });
});
afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await entra.close();
});

async function scim<Result>(method: string, path: string, body?: object): Promise<Result> {
  const response = await fetch(`${product.url}/scim/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${connection.token}`, "content-type": "application/scim+json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as Result;
}

function provision({ userName, objectId, name }: EmulatedPerson): Promise<{ id: string }> {
  return scim("POST", "/Users", userBody({ userName, externalId: objectId, displayName: name }));
}

async function statusWith(headers: Record<string, string>): Promise<number> {
  return (await fetch(`${product.url}/api/v1/knowledge-bases`, { headers })).status;
}

test("the first sign-in lands on the person who was provisioned, and a group is one, by token and by SCIM", async () => {
  const groupId = entra.directory.addGroup("Engineers");
  const ada = entra.directory.addPerson({ name: "Ada Lovelace", groups: [groupId] });
  const { id } = await provision(ada);
  const group = await scim<{ id: string }>("POST", "/Groups", groupBody("Engineers", groupId, [id]));
  const person = await signInWithMicrosoft(product, entra, ada);
  expect(await person.call<Me>("GET", "/api/v1/me")).toMatchObject({
    id,
    name: "Ada Lovelace",
    groups: [{ id: group.id, name: "Engineers", source: "directory" }],
    sign_in_method: "microsoft",
  });
});

test("whom Entra signed in before, the directory goes on with", async () => {
  const bob = entra.directory.addPerson({ name: "Bob Early" });
  const person = await signInWithMicrosoft(product, entra, bob);
  const { id } = await person.call<Me>("GET", "/api/v1/me");
  expect(await provision(bob)).toMatchObject({ id });
});

test("A11 who leaves finds every door closed at the next request: cookie, token, Entra's token, key, and sign-in", async () => {
  const cyd = entra.directory.addPerson({ name: "Cyd Leaving" });
  const { id } = await provision(cyd);
  const person = await signInWithMicrosoft(product, entra, cyd);
  const { token } = await person.call<{ token: string }>("GET", "/api/auth/token");
  const { key } = await person.call<CreatedApiKey>("POST", "/api/v1/api-keys", {
    name: "x",
    scopes: ["knowledge.read"],
  });
  const doors: Record<string, string>[] = [
    { cookie: person.cookie },
    { authorization: `Bearer ${token}` },
    { authorization: `Bearer ${await entra.accessToken(cyd)}` },
    { "x-api-key": key ?? "" },
  ];
  const statuses = () => Promise.all(doors.map(statusWith));
  expect(await statuses()).toEqual([200, 200, 200, 200]);
  const setActive = (value: string) =>
    scim("PATCH", `/Users/${id}`, { Operations: [{ op: "Replace", path: "active", value }] });
  await setActive("False");
  expect(await statuses()).toEqual([401, 401, 403, 403]);
  expect(await tryMicrosoft(product, entra, cyd)).toMatchObject({ error: "suspended" });
  await setActive("True");
  expect(await statuses()).toEqual([401, 401, 200, 200]);
  const back = await signInWithMicrosoft(product, entra, cyd);
  expect(await back.call<Me>("GET", "/api/v1/me")).toMatchObject({ id });
  await scim("DELETE", `/Users/${id}`);
  expect(await statusWith({ cookie: back.cookie })).toBe(401);
  expect(await statuses()).toEqual([401, 401, 403, 403]);
  expect(await tryMicrosoft(product, entra, cyd)).toMatchObject({ error: "suspended" });
});

test("a person whom the directory names by another's e-mail address stays another", async () => {
  const mallory = entra.directory.addPerson({
    name: "Mallory",
    email: "admin@example.com",
    userName: "admin@example.com",
  });
  const { id } = await provision(mallory);
  const person = await signInWithMicrosoft(product, entra, mallory);
  const me = await person.call<Me>("GET", "/api/v1/me");
  const administrator = await admin.call<Me>("GET", "/api/v1/me");
  expect([me.id, me.role]).toEqual([id, "member"]);
  expect(me.id).not.toBe(administrator.id);
});
