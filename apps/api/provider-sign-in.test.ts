import type { AuditEvent, Me } from "@eai/contract";
import { auditEvents } from "@eai/modules/governance";
import {
  accounts,
  directoryProfiles,
  groupMembers,
  groups,
  memberships,
  people,
  signIns,
  signingKeys,
  tenants,
} from "@eai/modules/identity";
import { newId } from "@eai/modules/kernel";
import { asc, desc, eq, sql } from "drizzle-orm";
import { decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type EmulatedPerson,
  type IdentityEmulator,
  startIdentityEmulator,
} from "../../ops/dev/identity-emulator/index.ts";
import type { Person } from "../../test/product.ts";
import {
  personOf,
  type SignInTarget,
  signInWithMicrosoft,
  tryMicrosoft,
  tryOidc,
} from "../../test/sign-in-with-microsoft.ts";
import { createTestApi, type TestApi } from "./testing.ts";

const webOrigin = "http://localhost:3977";
const fabrikam = "22222222-2222-4222-8222-222222222222";
let entra: IdentityEmulator;
let api: TestApi;
let target: SignInTarget;
let editors: string;
let research: string;

beforeAll(async () => {
  entra = await startIdentityEmulator();
  editors = entra.directory.addGroup("Editors");
  research = entra.directory.addGroup("Research");
  api = await createTestApi({
    environment: {
      ...entra.entraEnvironment(),
      ...entra.oidcEnvironment(),
      WEB_ORIGIN: webOrigin,
      ENTRA_TENANT_ID: "organizations",
      ENTRA_ALLOWED_TENANTS: `${entra.directory.homeTenantId},${fabrikam}`,
      ENTRA_GRAPH_GROUPS: "true",
      EAI_LOCAL_SIGN_UP: "first-only",
      IDENTITY_ROLE_MAP: `Platform.Admin=platform_admin,${entra.directory.homeTenantId}/Auditor=auditor,${editors}=editor,staff=editor`,
      IDENTITY_TENANT_MAP: `${research}=Contoso/Research/Materials,${entra.directory.homeTenantId}=Contoso,${fabrikam}=Fabrikam,staff=Plain`,
    },
  });
  target = { url: await api.app.listen({ host: "127.0.0.1", port: 0 }), webOrigin };
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await entra.close();
});

const me = (person: Person) => person.call<Me>("GET", "/api/v1/me");
const signIn = async (account: EmulatedPerson) => me(await signInWithMicrosoft(target, entra, account));
const names = ({ tenant_path: path }: Me) => path.map(({ name }) => name);

async function lastChanges(personId: string): Promise<AuditEvent["changes"]> {
  const [row] = await api.platform.database
    .select()
    .from(auditEvents)
    .where(sql`${auditEvents.resourceId} = ${personId} and ${auditEvents.action} = 'person.update'`)
    .orderBy(desc(auditEvents.at), desc(auditEvents.sequence))
    .limit(1);
  return row?.changes ?? null;
}

async function age(
  personId: string,
  column: "groups_read_at" | "groups_expire_at" | "claims_expire_at",
  seconds: number,
) {
  await api.platform.database.execute(
    sql`update directory_profiles set ${sql.identifier(column)} = now() - make_interval(secs => ${seconds}) where person_id = ${personId}`,
  );
}

test("F29 while a provider is away sign-in with it says so, and works once it is back", async () => {
  const begin = () =>
    api.request({
      method: "POST",
      url: "/api/auth/sign-in/social",
      headers: { origin: webOrigin },
      payload: { provider: "oidc" },
    });
  entra.isDown = true;
  const refused = await begin();
  expect([refused.statusCode, refused.json().code]).toEqual([503, "identity_provider_unavailable"]);
  expect(refused.headers["retry-after"]).toBe("10");
  const withMicrosoft = await fetch(`${target.url}/api/v1/me`, {
    headers: { authorization: `Bearer ${await entra.accessToken(entra.directory.addPerson({ name: "Early" }))}` },
  });
  expect(withMicrosoft.status).toBe(503);
  entra.isDown = false;
  await new Promise((resolve) => setTimeout(resolve, 5100));
  expect((await begin()).statusCode).toBe(200);
});

test("the first one becomes platform administrator where the maps say, and stays it whatever a token says", async () => {
  const ada = entra.directory.addPerson({ name: "Ada Lovelace", roles: ["Auditor"] });
  const first = await signIn(ada);
  expect(first).toMatchObject({ role: "platform_admin", sign_in_method: "microsoft", email: ada.email });
  expect(names(first)).toEqual(["Contoso"]);
  ada.roles = [];
  expect(await signIn(ada)).toMatchObject({ id: first.id, role: "platform_admin" });
});

test("the same subject of another issuer is another person", async () => {
  const account = entra.directory.addPerson({ name: "Sam" });
  const signInPlain = async () => me(personOf(target, await tryOidc(target, entra, account)));
  const before = await signInPlain();
  expect((await signInPlain()).id).toBe(before.id);
  // As if the account were from a time when another issuer was configured.
  const { database } = api.platform;
  await database.execute(sql`update accounts set account_id = 'https://former.example ' || split_part(account_id, ' ', 2)
    where user_id = ${before.id} and provider_id = 'oidc'`);
  await database.update(people).set({ email: "former@oidc.invalid" }).where(eq(people.id, before.id));
  const former = { issuer: "https://former.example" };
  await database.update(directoryProfiles).set(former).where(eq(directoryProfiles.personId, before.id));
  expect((await signInPlain()).id).not.toBe(before.id);
});

describe("place and role", () => {
  test("come from groups, app roles and the Entra tenant, move with them, and are written down", async () => {
    const bob = entra.directory.addPerson({ name: "Bob", groups: [research, editors] });
    const before = await signIn(bob);
    expect([before.role, ...names(before)]).toEqual(["editor", "Contoso", "Research", "Materials"]);
    bob.groups = [];
    bob.roles = ["Auditor"];
    const after = await signIn(bob);
    expect([after.role, ...names(after)]).toEqual(["auditor", "Contoso"]);
    expect(await lastChanges(after.id)).toMatchObject({
      role: { before: "editor", after: "auditor" },
      tenant_id: { before: before.tenant.id, after: after.tenant.id },
      groups_removed: expect.arrayContaining(before.groups.map(({ id }) => id)),
    });
    bob.roles = [];
    expect((await signIn(bob)).role).toBe("member");
  });

  test("of two Entra tenants are two organisations, which see nothing of each other", async () => {
    const carol = entra.directory.addPerson({ name: "Carol", tenantId: fabrikam, groups: [editors] });
    const hers = await signIn(carol);
    expect([hers.role, ...names(hers)]).toEqual(["editor", "Fabrikam"]);
    const events = await api.platform.database
      .select({ tenantId: auditEvents.tenantId })
      .from(auditEvents)
      .where(eq(auditEvents.resourceId, hers.id));
    expect(new Set(events.map(({ tenantId }) => tenantId))).toEqual(new Set([hers.tenant.id]));
    const dan = entra.directory.addPerson({ name: "Dan", groups: [editors] });
    expect((await signIn(dan)).groups[0]?.id).not.toBe(hers.groups[0]?.id);
  });

  test("by app roles are given by the tenant that the map names, and by no other", async () => {
    const roles = ["Auditor", "Platform.Admin", `${entra.directory.homeTenantId}/Auditor`];
    const mallory = entra.directory.addPerson({ name: "Mallory", tenantId: fabrikam, roles });
    expect((await signIn(mallory)).role).toBe("member");
    expect((await signIn(entra.directory.addPerson({ name: "Nat", roles: ["Platform.Admin"] }))).role).toBe("member");
    expect((await signIn(entra.directory.addPerson({ name: "Oda", roles: ["Auditor"] }))).role).toBe("auditor");
  });

  test("that an administrator decided stay", async () => {
    const erin = entra.directory.addPerson({ name: "Erin", groups: [editors] });
    const { id, tenant } = await signIn(erin);
    await api.platform.database
      .update(memberships)
      .set({ role: "member", roleSource: "administrator", tenantSource: "invitation" })
      .where(eq(memberships.personId, id));
    erin.groups = [editors, research];
    expect(await signIn(erin)).toMatchObject({ role: "member", tenant });
  });

  test("a role that was given for a part of the organisation does not grow when the directory moves its person", async () => {
    const uma = entra.directory.addPerson({ name: "Uma", groups: [research] });
    const { id, tenant } = await signIn(uma);
    const give = (role: "tenant_admin" | "platform_admin") =>
      api.platform.database
        .update(memberships)
        .set({ role, roleSource: "administrator" })
        .where(eq(memberships.personId, id));
    await give("tenant_admin");
    expect(await signIn(uma)).toMatchObject({ role: "tenant_admin", tenant });
    // Some groups people leave and join by themselves.
    uma.groups = [];
    const moved = await signIn(uma);
    expect([moved.role, ...names(moved)]).toEqual(["member", "Contoso"]);
    expect(await lastChanges(id)).toMatchObject({ role: { before: "tenant_admin", after: "member" } });
    // Downwards there is less of it to administer, and the platform is one and the same from everywhere.
    await give("tenant_admin");
    uma.groups = [research];
    expect(await signIn(uma)).toMatchObject({ role: "tenant_admin", tenant });
    await give("platform_admin");
    uma.groups = [];
    expect(await signIn(uma)).toMatchObject({ role: "platform_admin" });
  });

  test("come from the claims of another provider too, whose groups are not those of Entra", async () => {
    const fay = entra.directory.addPerson({ name: "Fay", groups: ["staff", editors] });
    const hers = await me(personOf(target, await tryOidc(target, entra, fay)));
    expect(hers).toMatchObject({ role: "editor", sign_in_method: "oidc", groups_unavailable: null });
    expect(names(hers)).toEqual(["Plain"]);
    expect(hers.groups.map(({ name }) => name).toSorted()).toEqual([editors, "staff"].toSorted());
    const entraEditors = (await signIn(entra.directory.addPerson({ name: "Gus", groups: [editors] }))).groups[0];
    expect(hers.groups.map(({ id }) => id)).not.toContain(entraEditors?.id);
  });

  test("that lead to another organisation lead out of the groups of the one before", async () => {
    const ines = entra.directory.addPerson({ name: "Ines" });
    const { id, tenant_path } = await me(personOf(target, await tryOidc(target, entra, ines)));
    const group = {
      id: newId("grp"),
      organizationId: tenant_path[0]?.id ?? "",
      name: "Locals",
      source: "local",
    } as const;
    await api.platform.database.insert(groups).values(group);
    await api.platform.database
      .insert(groupMembers)
      .values({ groupId: group.id, personId: id, source: "administrator" });
    ines.groups = ["staff"];
    const moved = await me(personOf(target, await tryOidc(target, entra, ines)));
    expect([moved.id, ...names(moved)]).toEqual([id, "Plain"]);
    expect(moved.groups.map(({ name }) => name)).toEqual(["staff"]);
  });

  test("of Entra are not to be had from another provider, whatever it calls its groups and roles", async () => {
    const { homeTenantId } = entra.directory;
    const mole = entra.directory.addPerson({
      name: "Mole",
      groups: [editors, research, homeTenantId, fabrikam],
      roles: [`${homeTenantId}/Auditor`],
    });
    const { role, tenant_path } = await me(personOf(target, await tryOidc(target, entra, mole)));
    expect([role, tenant_path.length]).toEqual(["member", 1]);
    const [row] = await api.platform.database.select().from(memberships).orderBy(desc(memberships.createdAt)).limit(1);
    expect(row).toMatchObject({ role: "member", tenantSource: "default" });
  });
});

describe("A10 between sign-ins", () => {
  test("a group that Entra takes away is gone within a minute, and with it its role", async () => {
    const hal = entra.directory.addPerson({ name: "Hal", groups: [editors] });
    const person = await signInWithMicrosoft(target, entra, hal);
    const { id } = await me(person);
    const { key } = await person.call<{ key: string }>("POST", "/api/v1/api-keys", {
      name: "CI",
      scopes: ["chat.use"],
    });
    const byKey = async () => (await fetch(`${target.url}/api/v1/me`, { headers: { "x-api-key": key } })).json();
    expect(await byKey()).toMatchObject({ role: "editor", sign_in_method: "api_key" });
    hal.groups = [];
    entra.graph.requests.length = 0;
    expect((await me(person)).role).toBe("editor");
    expect(entra.graph.requests).toEqual([]);
    await age(id, "groups_read_at", 61);
    const answers = await Promise.all(Array.from({ length: 5 }, () => me(person)));
    for (const answer of answers)
      expect(answer).toMatchObject({ role: "member", groups: [], groups_unavailable: null });
    expect(entra.graph.requests).toHaveLength(1);
    hal.groups = [editors];
    await age(id, "groups_read_at", 61);
    expect(await byKey()).toMatchObject({ role: "editor", groups: [{ name: "Editors" }] });
    hal.groups = [];
    await age(id, "groups_read_at", 61);
    expect(await byKey()).toMatchObject({ role: "member", groups: [] });
  });

  test("while Graph is away no group counts, until it is back", async () => {
    const ida = entra.directory.addPerson({ name: "Ida", groups: [editors] });
    const person = await signInWithMicrosoft(target, entra, ida);
    const { id } = await me(person);
    await age(id, "groups_read_at", 61);
    entra.graph.mode = "failing";
    expect(await me(person)).toMatchObject({
      role: "member",
      groups: [],
      groups_unavailable: expect.stringContaining("did not tell your groups"),
    });
    entra.graph.mode = "up";
    expect((await me(person)).groups).toEqual([]);
    await age(id, "groups_read_at", 16);
    expect(await me(person)).toMatchObject({ role: "editor", groups_unavailable: null });
  });

  test("groups and roles that were told too long ago do not count, and the person is told to sign in", async () => {
    const jan = entra.directory.addPerson({ name: "Jan", roles: ["Auditor"], groups: [editors] });
    const person = await signInWithMicrosoft(target, entra, jan);
    const { id } = await me(person);
    await age(id, "groups_expire_at", 1);
    await age(id, "claims_expire_at", 1);
    const old = await me(person);
    expect(old).toMatchObject({
      role: "member",
      groups: [],
      groups_unavailable: expect.stringContaining("Sign in again"),
    });
    expect(old.permissions).not.toContain("audit.read");
    expect(await signIn(jan)).toMatchObject({ role: "auditor", groups_unavailable: null });
  });
});

describe("signing out", () => {
  test("leads to the provider's sign-out, which leads back", async () => {
    const kim = entra.directory.addPerson({ name: "Kim" });
    const { browser } = await tryMicrosoft(target, entra, kim);
    const person = personOf(target, { address: webOrigin, error: null, browser });
    const out = await person.call<{ redirect_url: string }>("POST", "/api/auth/sign-out", {});
    const address = new URL(out.redirect_url);
    expect(address.origin + address.pathname).toBe(`${entra.url}/organizations/oauth2/v2.0/logout`);
    expect(Object.fromEntries(address.searchParams)).toEqual({
      client_id: entra.clientId,
      post_logout_redirect_uri: `${webOrigin}/sign-in`,
      logout_hint: expect.stringMatching(/^O\./),
    });
    expect((await person.fetch("/api/v1/me")).status).toBe(401);
    const page = await (await browser.fetch(out.redirect_url)).text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
    const action = /action="([^"]+)"/.exec(page)?.[1] ?? "";
    const body = new URLSearchParams({ xsrf, logout: "yes" });
    const done = await browser.fetch(new URL(action, entra.url).href, { method: "POST", body });
    expect(done.headers.get("location")).toBe(`${webOrigin}/sign-in`);
    expect((await tryMicrosoft(target, entra, "nobody", { browser })).error).toBe("sign_in_cancelled");
  });

  test("of somebody with a password leads nowhere, and of another provider to its own end", async () => {
    const out = await api.request({
      method: "POST",
      url: "/api/auth/sign-out",
      headers: { origin: webOrigin },
      payload: {},
    });
    expect(out.json()).toEqual({ success: true, redirect_url: null });
    const lee = personOf(target, await tryOidc(target, entra, entra.directory.addPerson({ name: "Lee" })));
    const { redirect_url: address } = await lee.call<{ redirect_url: string }>("POST", "/api/auth/sign-out", {});
    expect(address).toContain(`${entra.plainIssuer}/session/end?client_id=`);
  });

  test("at the provider ends the sign-ins of that session here, without a cookie", async () => {
    const mia = entra.directory.addPerson({ name: "Mia" });
    const [here, there] = [
      await signInWithMicrosoft(target, entra, mia),
      await signInWithMicrosoft(target, entra, mia),
    ];
    const [session] = entra.sessionsOf(mia);
    const address = `${target.url}/api/auth/front-channel-sign-out`;
    for (const query of [
      "",
      "?sid=",
      "?sid=made-up",
      `?sid=${session}&iss=https://evil.example`,
      "?sid=a&sid=b",
      "?sid=%00",
    ]) {
      expect((await fetch(address + query)).status, query).toBe(200);
    }
    expect((await here.fetch("/api/v1/me")).status).toBe(200);
    const answer = await fetch(`${address}?sid=${session}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("x-frame-options")).toBeNull();
    expect(answer.headers.get("content-security-policy")).toContain(`frame-ancestors ${entra.url}`);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect((await here.fetch("/api/v1/me")).status).toBe(401);
    expect((await there.fetch("/api/v1/me")).status).toBe(200);
  });
});

describe("F29 keys and outages", () => {
  test("a key the provider rotates in is picked up, and known keys serve while it is away", async () => {
    const ned = entra.directory.addPerson({ name: "Ned" });
    const { id } = await signIn(ned);
    const token = await entra.accessToken(ned);
    const statusOf = async (bearer: string) =>
      (await fetch(`${target.url}/api/v1/me`, { headers: { authorization: `Bearer ${bearer}` } })).status;
    entra.isDown = true;
    expect(await statusOf(token)).toBe(200);
    const fresh = await fetch(`${target.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(await fresh.json()).toMatchObject({ id });
    entra.isDown = false;
    await entra.keys.rotate();
    const fetches = entra.keys.fetches;
    // The cool-down after the last fetch may have to pass first: half a minute at most.
    const status = async () => statusOf(await entra.accessToken(ned));
    await expect.poll(status, { timeout: 32_000, interval: 500 }).toBe(200);
    expect(entra.keys.fetches - fetches).toBe(1);
    expect(await statusOf(token)).toBe(200);
  }, 60_000);

  test("a provider that goes away in the middle of a sign-in leads to a clear page", async () => {
    const ole = entra.directory.addPerson({ name: "Ole" });
    entra.forge = (draft) => {
      throw new Error(`The emulator fails on purpose before signing with ${draft.key.kid}.`);
    };
    const { address } = await tryMicrosoft(target, entra, ole);
    expect(address).toBe(`${webOrigin}/sign-in?error=provider_unavailable`);
    entra.forge = undefined;
    expect((await signIn(ole)).name).toBe("Ole");
  });

  test("our own keys rotate: the new one signs, tokens of the old one are good through the grace, and then not", async () => {
    const pia = await signInWithMicrosoft(target, entra, entra.directory.addPerson({ name: "Pia" }));
    const { database } = api.platform;
    const tokenOf = async () => (await pia.call<{ token: string }>("GET", "/api/auth/token")).token;
    const statusOf = async (bearer: string) =>
      (await fetch(`${target.url}/api/v1/me`, { headers: { authorization: `Bearer ${bearer}` } })).status;
    const published = async () => {
      const answer = await fetch(`${target.url}/api/auth/jwks`);
      return ((await answer.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
    };
    const old = await tokenOf();
    const { kid: oldKey = "" } = decodeProtectedHeader(old);
    const [row] = await database.select().from(signingKeys).orderBy(asc(signingKeys.createdAt));
    expect((row?.expiresAt?.getTime() ?? 0) - (row?.createdAt.getTime() ?? 0)).toBeCloseTo(30 * 86_400_000, -5);
    await database
      .update(signingKeys)
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .where(eq(signingKeys.id, oldKey));
    const fresh = await tokenOf();
    expect(decodeProtectedHeader(fresh).kid).not.toBe(oldKey);
    // Keys are read again only some seconds after the last unknown id.
    await new Promise((resolve) => setTimeout(resolve, 5100));
    expect([await statusOf(fresh), await statusOf(old)]).toEqual([200, 200]);
    expect(await published()).toContain(oldKey);
    await database
      .update(signingKeys)
      .set({ expiresAt: new Date(Date.now() - 2 * 86_400_000) })
      .where(eq(signingKeys.id, oldKey));
    expect(await published()).not.toContain(oldKey);
    await new Promise((resolve) => setTimeout(resolve, 5100));
    // Whoever sends an unknown id has the keys read again, and the old one is then no longer among them.
    expect(
      await statusOf(`${Buffer.from('{"alg":"ES256","kid":"x"}').toString("base64url")}.${old.split(".")[1]}.AAAA`),
    ).toBe(401);
    expect([await statusOf(fresh), await statusOf(old)]).toEqual([200, 401]);
  });
});

test("somebody whom a directory provisioned beforehand signs in as that person", async () => {
  const rita = entra.directory.addPerson({ name: "Rita", groups: [editors] });
  const { database } = api.platform;
  const person = { id: newId("usr"), name: "Rita as provisioned", email: "usr_rita@directory.invalid" };
  const [tenant] = await database.select().from(tenants).where(eq(tenants.name, "Contoso"));
  await database.insert(people).values(person);
  await database.insert(memberships).values({
    personId: person.id,
    tenantId: tenant?.id ?? "",
    role: "member",
    roleSource: "directory",
    tenantSource: "directory",
  });
  const accountId = `${rita.tenantId}/${rita.objectId}`;
  await database.insert(accounts).values({ id: newId("acc"), accountId, providerId: "microsoft", userId: person.id });
  expect(await signIn(rita)).toMatchObject({ id: person.id, role: "editor", name: "Rita" });
});

test("nothing of the provider's tokens is kept, and the sign-in knows where it came from", async () => {
  const quin = entra.directory.addPerson({ name: "Quin" });
  const { id } = await signIn(quin);
  const { rows } = (await api.platform.database.execute(
    sql`select account_id, access_token, refresh_token, id_token from accounts where user_id = ${id}`,
  )) as unknown as { rows: Record<string, string | null>[] };
  expect(rows).toEqual([
    { account_id: `${quin.tenantId}/${quin.objectId}`, access_token: null, refresh_token: null, id_token: null },
  ]);
  const [row] = await api.platform.database.select().from(signIns).where(eq(signIns.userId, id));
  expect(row).toMatchObject({ providerId: "microsoft", providerSessionId: entra.sessionsOf(quin)[0] });
  const [profile] = await api.platform.database
    .select()
    .from(directoryProfiles)
    .where(eq(directoryProfiles.personId, id));
  expect(profile).toMatchObject({ directoryTenantId: quin.tenantId, objectId: quin.objectId, userName: quin.userName });
});
