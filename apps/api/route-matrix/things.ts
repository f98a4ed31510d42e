import type { Document, KnowledgeBase, Session } from "@eai/contract";
import { newId } from "@eai/modules/kernel";
import { documentVersions, knowledgeGrants } from "@eai/modules/knowledge";
import { eq } from "drizzle-orm";
import type { InjectOptions } from "fastify";
import type { World } from "./actors.ts";

/** What stands in the address (`{id}`, `{document_id}`) and in bodies. */
export type Ids = Readonly<Record<string, string>>;

/** How the things of the owner are made, one function for each kind. */
const makers = {
  session: makeSession,
  "personal knowledge base": (world: World) => makeKnowledgeBase(world, "personal"),
  "team knowledge base": (world: World) => makeKnowledgeBase(world, "team"),
  "organization knowledge base": (world: World) => makeKnowledgeBase(world, "organization"),
} as const;

export type ThingKind = keyof typeof makers;
export const knowledgeBaseKinds = [
  "personal knowledge base",
  "team knowledge base",
  "organization knowledge base",
] as const satisfies readonly ThingKind[];

export function makeThing(world: World, kind: ThingKind): Promise<Ids> {
  return makers[kind](world);
}

async function makeSession(world: World): Promise<Ids> {
  const made = await world.person("owner").request({ method: "POST", url: "/api/v1/sessions", payload: {} });
  return { id: made.json<Session>().id };
}

/** With one document, and `member` may read it whatever its scope. */
async function makeKnowledgeBase(world: World, scope: KnowledgeBase["scope"]): Promise<Ids> {
  const { database } = world.api.platform;
  const owner = world.person("owner");
  const payload = { name: `${scope} one`, scope };
  const base = await owner.request({ method: "POST", url: "/api/v1/knowledge-bases", payload });
  const { id } = base.json<KnowledgeBase>();
  const url = `/api/v1/knowledge-bases/${id}/documents`;
  const uploaded = await owner.request({ method: "POST", url, ...multipart("a.txt", "28 days of holiday") });
  const document = uploaded.json<Document>();
  // Without a worker it would stay queued, and a queued one cannot be ingested again.
  await database
    .update(documentVersions)
    .set({ state: "failed", failureCode: "internal_error", failureReason: "Test", failureStage: "queued" })
    .where(eq(documentVersions.documentId, document.id));
  const grantId = newId("grn");
  await database.insert(knowledgeGrants).values({
    id: grantId,
    knowledgeBaseId: id,
    subjectKind: "person",
    subjectId: world.person("member").id,
    effect: "allow",
    right: "read",
    createdBy: owner.id,
  });
  return { id, document_id: document.id, grant_id: grantId };
}

export function multipart(name: string, content: string): Pick<InjectOptions, "payload" | "headers"> {
  const boundary = "----matrix";
  const head = `content-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/plain`;
  return {
    headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
    payload: `--${boundary}\r\n${head}\r\n\r\n${content}\r\n--${boundary}--\r\n`,
  };
}
