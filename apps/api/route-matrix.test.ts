import { problemSchema } from "@eai/contract";
import { signIns } from "@eai/modules/identity";
import { eq } from "drizzle-orm";
import type { InjectOptions, LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fastifyPath } from "./register-route.ts";
import { type Actor, actors, createWorld, type World } from "./route-matrix/actors.ts";
import { bodyOf, targetOf } from "./route-matrix/attempt.ts";
import { cases, type NamedCase } from "./route-matrix/cases.ts";
import { type Ids, makeThing, multipart, type ThingKind } from "./route-matrix/things.ts";
import { createTestApi } from "./testing.ts";

let world: World;

beforeAll(async () => {
  world = await createWorld(await createTestApi());
});
afterAll(() => world.api[Symbol.asyncDispose]());

function attempt(tried: NamedCase, actor: Actor, ids: Ids): Promise<LightMyRequestResponse> {
  const body = bodyOf(tried, ids, actor);
  const wanted: InjectOptions = {
    ...targetOf(tried, ids),
    ...(body ? { payload: body } : {}),
    ...(tried.file ? multipart("b.txt", "other words") : {}),
  };
  if (actor === "anonymous") return world.api.request({ headers: { origin: world.api.webOrigin }, ...wanted });
  if (tried.endsSignIn) return keepingSignIn(world.person(actor).id, () => world.person(actor).request(wanted));
  return world.person(actor).request(wanted);
}

async function keepingSignIn<Value>(personId: string, work: () => Promise<Value>): Promise<Value> {
  const { database } = world.api.platform;
  const open = await database.select().from(signIns).where(eq(signIns.userId, personId));
  const value = await work();
  await database.insert(signIns).values(open).onConflictDoNothing();
  return value;
}

/** What is hidden must look like what was never there. */
async function expectHidden(tried: NamedCase, actor: Actor, ids: Ids, hidden: LightMyRequestResponse): Promise<void> {
  const missing = Object.entries(ids).map(([key, id]) => [key, id.replace(/.{12}$/, "000000000000")]);
  const other = await attempt(tried, actor, Object.fromEntries(missing));
  const [{ request_id: _, ...shown }, { request_id: __, ...expected }] = [hidden, other].map((answer) =>
    problemSchema.parse(answer.json()),
  ) as [ReturnType<typeof problemSchema.parse>, ReturnType<typeof problemSchema.parse>];
  expect(shown, `${actor}: as of an id that does not exist`).toEqual(expected);
}

const rows: string[] = [];

for (const tried of cases) {
  const name = `${tried.method} ${tried.path}`;
  for (const thing of tried.on ?? ([undefined] as const)) {
    test(`A26 ${name}${thing ? ` on a ${thing}` : ""}`, async () => {
      const statuses: number[] = [];
      let ids: Ids | undefined;
      for (const actor of actors) {
        ids ??= await idsOf(thing);
        const answer = await attempt(tried, actor, ids);
        const { statusCode } = answer;
        const verdict = tried.may(actor, thing);
        if (verdict === "allowed") expect(statusCode, `${actor}: ${answer.body.slice(0, 300)}`).toBeLessThan(400);
        else expect(statusCode, actor).toBe(verdict);
        if (statusCode === 404 && thing) await expectHidden(tried, actor, ids, answer);
        statuses.push(statusCode);
        // What was allowed may have removed or changed them.
        if (verdict === "allowed" && tried.method !== "GET") ids = undefined;
      }
      rows.push(`| \`${name}\` | ${thing ?? ""} | ${statuses.join(" | ")} |`);
    });
  }
}

async function idsOf(thing: ThingKind | undefined): Promise<Ids> {
  return thing === undefined ? {} : makeThing(world, thing);
}

test("A26 what is registered, the contract and the matrix are the same routes", () => {
  // HEAD comes with every GET; OPTIONS on any address is the answer to a browser's preflight.
  const registered = world.api.api.routes
    .filter(({ method }) => method !== "HEAD" && method !== "OPTIONS")
    .map(({ method, path }) => `${method} ${path}`);
  const tried = cases.map(({ method, path }) => `${method} ${fastifyPath(path)}`);
  expect(tried.toSorted()).toEqual(registered.toSorted());
  const preflights = world.api.api.routes.filter(({ method }) => method === "OPTIONS").map(({ path }) => path);
  expect(preflights).toEqual(["*"]);
});

test("the published matrix is up to date", async () => {
  const table = [
    "# Who may do what, measured",
    "",
    "Each route of the API was called by each kind of person, on things that belong to someone else (`owner`), and this is",
    "what came back. The test `apps/api/route-matrix.test.ts` makes the calls, compares them with the policy",
    "(`apps/api/route-matrix/policy.ts`), and fails when a route that is registered is missing or this page is out of date",
    "(`npx vitest run apps/api/route-matrix.test.ts -u` writes it anew).",
    "",
    "A 404 has the same body as for an id that does not exist. `owner` is an editor. All belong to the root tenant of one",
    "organisation, but for `team admin`, the administrator of a team below it, and `other tenant`, the administrator of another",
    "organisation in the same database. `member` was given the knowledge bases to read, `stranger` was not. `suspended` has a cookie",
    "from before. Without a thing, the route answers with what belongs to the one who asks.",
    "",
    `| route | thing | ${actors.join(" | ")} |`,
    `| --- | --- | ${actors.map(() => "---").join(" | ")} |`,
    ...rows,
    "",
  ];
  await expect(table.join("\n")).toMatchFileSnapshot("../../docs/security/route-matrix.md");
});
