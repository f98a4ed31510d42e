import { type Document, type KnowledgeBase, type Route, type RouteName, routes, type Session } from "@eai/contract";
import { memberships, tenants } from "@eai/modules/identity";
import { documentVersions } from "@eai/modules/knowledge";
import { eq } from "drizzle-orm";
import type { InjectOptions } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestApi, type TestApi, type TestPerson } from "./testing.ts";

/** Who asks. `owner` made the resources (as an editor); the others are someone else. */
const actors = ["anonymous", "suspended", "other tenant", "member", "editor", "platform admin", "owner"] as const;
type Actor = (typeof actors)[number];
const scopes = ["personal", "team", "organization"] as const;
type Scope = (typeof scopes)[number];

type Verdict = "allowed" | 401 | 403 | 404;

/** What every route is tried with, and on whose things. A route without an entry does not compile, and fails below. */
const cases: Record<RouteName, { on: "nothing" | "session" | "reads" | "writes"; body?: object; file?: boolean }> = {
  getLiveness: { on: "nothing" },
  getReadiness: { on: "nothing" },
  getMetrics: { on: "nothing" },
  getSystem: { on: "nothing" },
  getMe: { on: "nothing" },
  listModels: { on: "nothing" },
  listKnowledgeBases: { on: "nothing" },
  createKnowledgeBase: { on: "nothing", body: { name: "Mine" } },
  getKnowledgeBase: { on: "reads" },
  updateKnowledgeBase: { on: "writes", body: { name: "Renamed" } },
  deleteKnowledgeBase: { on: "writes" },
  listDocuments: { on: "reads" },
  uploadDocument: { on: "writes", file: true },
  getDocument: { on: "reads" },
  deleteDocument: { on: "writes" },
  getDocumentContent: { on: "reads" },
  listChunks: { on: "reads" },
  reingestDocument: { on: "writes" },
  queryKnowledgeBase: { on: "reads", body: { query: "holiday" } },
  chat: { on: "nothing", body: { message: "Hello" } },
  streamChat: { on: "nothing", body: { message: "Hello" } },
  listSessions: { on: "nothing" },
  createSession: { on: "nothing", body: {} },
  getSession: { on: "session" },
  updateSession: { on: "session", body: { title: "Renamed" } },
  deleteSession: { on: "session" },
  listMessages: { on: "session" },
  followAnswer: { on: "session" },
  stopAnswer: { on: "session" },
};

/** The policy in words of its own, not taken from the code that decides. */
function verdictOf(route: Route, on: (typeof cases)[RouteName]["on"], scope: Scope | undefined, actor: Actor): Verdict {
  if (route.access === "public") return "allowed";
  if (actor === "anonymous") return 401;
  if (actor === "suspended") return 403;
  if (actor === "owner" || on === "nothing") return "allowed";
  if (on === "session" || scope === "personal" || actor === "other tenant") return 404;
  if (on === "writes" && actor === "member") return 403;
  return "allowed";
}

let api: TestApi;
let people: Record<Actor, TestPerson | undefined>;

beforeAll(async () => {
  api = await createTestApi();
  const { database } = api.platform;
  const admin = await api.signUp("admin@example.com");
  const [owner, editor, member, suspended, stranger] = await Promise.all(
    ["owner", "editor", "member", "suspended", "stranger"].map((name) => api.signUp(`${name}@example.com`)),
  );
  if (!owner || !editor || !member || !suspended || !stranger) throw new Error("people are missing");
  const change = (person: TestPerson, values: Partial<typeof memberships.$inferInsert>) =>
    database.update(memberships).set(values).where(eq(memberships.personId, person.id));
  await change(owner, { role: "editor" });
  await change(editor, { role: "editor" });
  await change(suspended, { suspendedAt: new Date() });
  await database.insert(tenants).values({ id: "ten_other", parentId: null, path: ["ten_other"], name: "Other" });
  await change(stranger, { tenantId: "ten_other" });
  people = {
    anonymous: undefined,
    suspended,
    "other tenant": stranger,
    member,
    editor,
    "platform admin": admin,
    owner,
  };
});
afterAll(() => api[Symbol.asyncDispose]());

function owner(): TestPerson {
  if (!people.owner) throw new Error("no owner");
  return people.owner;
}

const boundary = "----matrix";

function multipart(name: string, content: string): Pick<InjectOptions, "payload" | "headers"> {
  const head = `content-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/plain`;
  return {
    headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
    payload: `--${boundary}\r\n${head}\r\n\r\n${content}\r\n--${boundary}--\r\n`,
  };
}

async function makeThings(
  on: (typeof cases)[RouteName]["on"],
  scope: Scope | undefined,
): Promise<Record<string, string>> {
  if (on === "nothing") return {};
  if (on === "session") {
    const made = await owner().request({ method: "POST", url: "/api/v1/sessions", payload: {} });
    return { id: made.json<Session>().id };
  }
  const payload = { name: `${scope} one`, scope };
  const base = await owner().request({ method: "POST", url: "/api/v1/knowledge-bases", payload });
  const { id } = base.json<KnowledgeBase>();
  const url = `/api/v1/knowledge-bases/${id}/documents`;
  const uploaded = await owner().request({ method: "POST", url, ...multipart("a.txt", "28 days of holiday") });
  const document = uploaded.json<Document>();
  // Without a worker it would stay queued, and a queued one cannot be ingested again.
  await api.platform.database
    .update(documentVersions)
    .set({ state: "failed", failureCode: "internal_error", failureReason: "Test", failureStage: "queued" })
    .where(eq(documentVersions.documentId, document.id));
  return { id, document_id: document.id };
}

async function attempt(name: RouteName, actor: Actor, ids: Record<string, string>): Promise<number> {
  const route: Route = routes[name];
  const { body, file } = cases[name];
  const wanted: InjectOptions = {
    method: route.method,
    url: route.path.replace(/\{(\w+)\}/g, (_, key: string) => ids[key] ?? ""),
    ...(body ? { payload: body } : {}),
    ...(file ? multipart("b.txt", "other words") : {}),
  };
  const answer = await (people[actor]?.request(wanted) ?? api.request(wanted));
  return answer.statusCode;
}

const rows: string[] = [];

for (const [name, { on }] of Object.entries(cases) as [RouteName, (typeof cases)[RouteName]][]) {
  for (const scope of on === "reads" || on === "writes" ? scopes : [undefined]) {
    test(`${name}${scope ? ` on a ${scope} knowledge base` : ""}`, async () => {
      const route: Route = routes[name];
      const statuses: number[] = [];
      let things: Record<string, string> | undefined;
      for (const actor of actors) {
        things ??= await makeThings(on, scope);
        const status = await attempt(name, actor, things);
        const verdict = verdictOf(route, on, scope, actor);
        if (verdict === "allowed") expect([200, 201, 202, 204], actor).toContain(status);
        else expect(status, actor).toBe(verdict);
        statuses.push(status);
        // What was allowed may have removed or changed them.
        if (verdict === "allowed" && on !== "reads") things = undefined;
      }
      const what = on === "session" ? "session" : (scope ?? "");
      rows.push(`| \`${route.method} ${route.path}\` | ${what} | ${statuses.join(" | ")} |`);
    });
  }
}

test("every route of the contract is in the matrix, and the published one is up to date", async () => {
  expect(Object.keys(cases).toSorted()).toEqual(Object.keys(routes).toSorted());
  const table = [
    "# Who may do what, measured",
    "",
    "Each route of the API was called by each kind of person, on things that belong to someone else (`owner`), and this is",
    "what came back. The test `apps/api/route-matrix.test.ts` makes the calls, compares them with the policy, and fails when a",
    "route is missing or this page is out of date (`npx vitest run apps/api/route-matrix.test.ts -u` writes it anew).",
    "",
    "A 404 has the same body as for an id that does not exist. `owner` is an editor; `suspended` and `member` are members of the",
    "same tenant; `other tenant` belongs to another organisation in the same database.",
    "",
    `| route | thing | ${actors.join(" | ")} |`,
    `| --- | --- | ${actors.map(() => "---").join(" | ")} |`,
    ...rows,
    "",
  ];
  await expect(table.join("\n")).toMatchFileSnapshot("../../docs/security/route-matrix.md");
});
