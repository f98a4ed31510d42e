import { type Route, routes } from "@eai/contract";
import { people } from "@eai/modules/identity";
import { rowsOf } from "@eai/modules/kernel";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createWorld, otherOrganizationId, type World } from "../../apps/api/route-matrix/actors.ts";
import { actorFor, bodyOf, isOpenToSomebody, newIds, targetOf } from "../../apps/api/route-matrix/attempt.ts";
import { cases, type NamedCase } from "../../apps/api/route-matrix/cases.ts";
import type { Ids } from "../../apps/api/route-matrix/things.ts";
import { createTestApi } from "../../apps/api/testing.ts";

// Fields that nobody asked for, on every route that takes a body: the routes, bodies and things of the route matrix.

let world: World;

beforeAll(async () => {
  world = await createWorld(await createTestApi());
});
afterAll(() => world.api[Symbol.asyncDispose]());

const canary = "01980f5e-cafe-7d5e-9a53-0a5b8c2f5d10";

/** Planted beside a good body, each alone. */
const planted: Readonly<Record<string, unknown>> = {
  role: "platform_admin",
  roles: ["platform_admin"],
  permissions: ["platform.manage"],
  tenantId: `ten_${canary}`,
  tenant_id: `ten_${canary}`,
  tenant: { id: `ten_${canary}` },
  organization_id: `ten_${canary}`,
  ownerId: `usr_${canary}`,
  owner_id: `usr_${canary}`,
  person_id: `usr_${canary}`,
  userId: `usr_${canary}`,
  created_by: `usr_${canary}`,
  emailVerified: true,
  email_verified: true,
  usage: { input_tokens: 0, marker: canary },
  id: `kb_${canary}`,
  created_at: "2001-02-03T04:05:06.000Z",
  suspended_at: null,
  restricted: false,
  constructor: { prototype: { isAdmin: canary } },
};

const contractBodies = Object.entries<Route>(routes).flatMap(([name, { body }]) => (body ? [{ name, body }] : []));

interface JsonSchema {
  type?: string;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: unknown;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
}

/** Places in a body where fields may stand that the contract does not name. */
function openObjects(schema: JsonSchema, place: string): string[] {
  const { properties = {}, items, anyOf = [], oneOf = [], allOf = [], $defs = {} } = schema;
  const isOpen = schema.type === "object" && schema.additionalProperties !== false;
  return [
    ...(isOpen ? [place] : []),
    ...Object.entries({ ...properties, ...$defs }).flatMap(([name, inner]) => openObjects(inner, `${place}.${name}`)),
    ...(items ? openObjects(items, `${place}[]`) : []),
    ...[...anyOf, ...oneOf, ...allOf].flatMap((inner) => openObjects(inner, place)),
  ];
}

function inputSchema(body: z.ZodType): JsonSchema {
  return z.toJSONSchema(body, { io: "input", unrepresentable: "any" }) as JsonSchema;
}

test.each(contractBodies)("A37 the body of $name is closed at every level", ({ name, body }) => {
  expect(openObjects(inputSchema(body), name)).toEqual([]);
});

/** The fields that the body of a route may have. */
function namedBy(tried: NamedCase): ReadonlySet<string> {
  const route = Object.values<Route>(routes).find(({ method, path }) => method === tried.method && path === tried.path);
  if (!route?.body) return new Set();
  const schema = inputSchema(route.body);
  const named = schema.$ref === undefined ? schema : schema.$defs?.[schema.$ref.replace("#/$defs/", "")];
  if (!named?.properties) throw new Error(`the body of ${tried.path} is no object`);
  return new Set(Object.keys(named.properties));
}

/** Rows of any table that hold a text, and accounts that are more than they were. */
async function tracesOf(text: string): Promise<string[]> {
  const { database } = world.api.platform;
  const tables = await rowsOf<{ name: string }>(
    database,
    sql`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  const traces: string[] = [];
  for (const { name } of tables) {
    const found = await rowsOf(
      database,
      sql`select 1 from ${sql.identifier(name)} t where t::text like ${`%${text}%`} limit 1`,
    );
    if (found.length > 0) traces.push(name);
  }
  return traces;
}

/** An answer without what goes on with the clock: two that were asked one after the other differ in it. */
function timeless(answer: unknown): unknown {
  const fields = new Set(["to", "reset_seconds"]);
  return JSON.parse(JSON.stringify(answer, (name, value: unknown) => (fields.has(name) ? null : value)));
}

async function privileges(): Promise<unknown> {
  const { database } = world.api.platform;
  const admins = await rowsOf(
    database,
    sql`select person_id, tenant_id, role from memberships where role not in ('member', 'editor') order by 1`,
  );
  const verified = await database.select({ id: people.id }).from(people).where(eq(people.emailVerified, true));
  return { admins, verified };
}

const withBody = cases.filter((tried) => tried.body !== undefined && isOpenToSomebody(tried));

describe("fields that nobody asked for", () => {
  test.each(withBody)("A37 $method $path", async (tried) => {
    const actor = actorFor(tried);
    const person = world.person(actor);
    const named = namedBy(tried);
    const before = await privileges();
    for (const [field, value] of Object.entries(planted)) {
      if (named.has(field)) continue;
      const ids = await newIds(world, tried);
      const good = bodyOf(tried, ids, actor);
      const answer = await person.request({ ...targetOf(tried, ids), payload: { ...good, [field]: value } });
      expect(answer.statusCode, `${field}: ${answer.body.slice(0, 200)}`).toBeLessThan(500);
      expect(answer.statusCode, `${field}: ${answer.body.slice(0, 200)}`).not.toBe(401);
      if (answer.statusCode < 400) expect(answer.body, field).not.toContain(canary);
      else expect(answer.statusCode, field).toBe(400);
    }
    const ids = await newIds(world, tried);
    const good = bodyOf(tried, ids, actor);
    for (const name of ["__proto__", "constructor"]) {
      const text = JSON.stringify(good).replace(/\}$/, Object.keys(good ?? {}).length > 0 ? "," : "");
      const payload = `${text}"${name}":{"role":"platform_admin","prototype":{"isAdmin":true}}}`;
      const headers = { "content-type": "application/json" };
      const answer = await person.request({ ...targetOf(tried, ids), payload, headers });
      expect(answer.statusCode, name).toBe(400);
    }
    expect("isAdmin" in {}).toBe(false);
    expect(await privileges()).toEqual(before);
    expect(await tracesOf(canary)).toEqual([]);
  });
});

const tenantHeaders = {
  "x-tenant-id": otherOrganizationId,
  "x-tenant": otherOrganizationId,
  "x-organization-id": otherOrganizationId,
  "x-eai-tenant": otherOrganizationId,
  "x-eai-client-address": otherOrganizationId,
  "x-user-id": "usr_other",
  "x-role": "platform_admin",
  "x-forwarded-user": "other-tenant@example.com",
  "x-ms-client-principal-id": "usr_other",
} as const;

describe("a tenant that is named beside the sign-in", () => {
  const inApi = cases.filter(({ path, endsSignIn }) => path.startsWith("/api/v1/") && !endsSignIn);

  test.each(inApi)("A37 in a header changes nothing for $method $path", async (tried) => {
    const actor = actorFor(tried);
    const ids = await newIds(world, tried);
    const body = bodyOf(tried, ids, actor);
    const send = (headers: Record<string, string>, to: Ids) =>
      world.person(actor).request({ ...targetOf(tried, to), headers, ...(body ? { payload: body } : {}) });
    const rowsBefore = await tracesOf(otherOrganizationId);
    if (tried.method === "GET") {
      const [plain, named] = [await send({}, ids), await send(tenantHeaders, ids)];
      expect(named.statusCode).toBe(plain.statusCode);
      if (String(plain.headers["content-type"]).includes("json"))
        expect(timeless(named.json())).toEqual(timeless(plain.json()));
    } else {
      const answer = await send(tenantHeaders, ids);
      expect(answer.body).not.toContain(otherOrganizationId);
    }
    // Nothing was made there: the tables that know the other organisation are those that knew it before.
    expect(await tracesOf(otherOrganizationId)).toEqual(rowsBefore);
  });

  test.each(inApi)("A37 in the address is refused for $method $path", async (tried) => {
    const route = Object.values<Route>(routes).find(
      (entry) => entry.method === tried.method && entry.path === tried.path,
    );
    const known = new Set(Object.keys(route?.query?.shape ?? {}));
    const ids = await newIds(world, tried);
    for (const name of ["tenant_id", "tenantId", "tenant", "organization_id", "owner_id", "person_id", "role"]) {
      if (known.has(name)) continue;
      const wanted = targetOf(tried, ids);
      const url = `${wanted.url}${tried.query ? "&" : "?"}${name}=${otherOrganizationId}`;
      const answer = await world.person(actorFor(tried)).request({ ...wanted, url });
      expect(answer.statusCode, name).toBe(400);
    }
  });
});
