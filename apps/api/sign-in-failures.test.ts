import { auditEvents } from "@eai/modules/governance";
import { memberships, recordSignInFailure, tenants } from "@eai/modules/identity";
import { silentLog } from "@eai/modules/kernel";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestApi, password, type TestApi, type TestPerson } from "./testing.ts";

let api: TestApi;
let ada: TestPerson;
let root: string;

beforeAll(async () => {
  api = await createTestApi();
  ada = await api.signUp("ada@example.com");
  const [tenant] = await api.platform.database.select().from(tenants);
  root = tenant?.id ?? "";
});
afterAll(() => api[Symbol.asyncDispose]());

const signIn = (email: string, secret: string) =>
  api.request({
    method: "POST",
    url: "/api/auth/sign-in/email",
    headers: { origin: api.webOrigin },
    payload: { email, password: secret },
  });

async function failures(): Promise<unknown[]> {
  const rows = await api.platform.database
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.decision, "refused"))
    .orderBy(asc(auditEvents.at), asc(auditEvents.sequence));
  return rows.map(({ tenantId, actorId, action, resourceId, reason }) => [
    tenantId,
    actorId,
    action,
    resourceId,
    reason,
  ]);
}

test("each way not to be let in leaves a row in the tenant of the account, and no address of a stranger", async () => {
  const { database } = api.platform;
  await database.insert(tenants).values({ id: "ten_below", parentId: root, path: [root, "ten_below"], name: "Below" });
  await database.update(memberships).set({ tenantId: "ten_below" }).where(eq(memberships.personId, ada.id));

  expect((await signIn("Ada@example.com", "wrong wrong wrong")).statusCode).toBe(401);
  expect((await signIn("stranger@example.com", "wrong wrong wrong")).statusCode).toBe(401);
  await database.update(memberships).set({ suspendedAt: new Date() }).where(eq(memberships.personId, ada.id));
  expect((await signIn("ada@example.com", password)).statusCode).toBe(403);
  await recordSignInFailure(
    { database, log: silentLog },
    { account: { personId: ada.id }, reason: "directory_not_allowed", requestId: "req_callback" },
  );
  expect(await failures()).toEqual([
    ["ten_below", "system:sign_in", "person.sign_in", ada.id, "wrong_password"],
    [root, "system:sign_in", "person.sign_in", "unknown", "unknown_account"],
    ["ten_below", "system:sign_in", "person.sign_in", ada.id, "suspended"],
    ["ten_below", "system:sign_in", "person.sign_in", ada.id, "directory_not_allowed"],
  ]);
  const rows = JSON.stringify(await database.select().from(auditEvents));
  expect(rows).not.toContain("stranger");
  expect(rows).not.toContain("wrong wrong");
});

test("a door that closes after too many wrong passwords is one row, however many find it closed", async () => {
  await api.signUp("bea@example.com");
  const before = (await failures()).length;
  for (let index = 0; index < 23; index++) await signIn("bea@example.com", `wrong ${index}`);
  const reasons = (await failures()).slice(before).map((row) => (row as string[])[4]);
  expect(reasons).toEqual([...Array<string>(20).fill("wrong_password"), "too_many_attempts"]);
});

test("a failure that cannot be recorded is logged, and not thrown", async () => {
  const lines: string[] = [];
  const log = { ...silentLog, error: (_fields: Record<string, unknown>, message: string) => void lines.push(message) };
  const closed = { transaction: () => Promise.reject(new Error("gone")) } as unknown as typeof api.platform.database;
  await recordSignInFailure(
    { database: closed, log },
    { account: null, reason: "provider_refused", requestId: "req_lost" },
  );
  expect(lines).toEqual(["failed sign-in not recorded"]);
});
