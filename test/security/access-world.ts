import type {
  ChatAnswer,
  CreatedInvitation,
  Document,
  Grant,
  Group,
  Me,
  Problem,
  Role,
  Session,
  Tenant,
} from "@eai/contract";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { type Person, type Product, startProduct } from "../product.ts";

/** Someone who asks, with the id that grants name. */
export interface Actor extends Person {
  id: string;
  tenantId: string;
}

/** The product as a process of its own, a model that keeps every prompt, and people of two organisations. */
export interface AccessWorld extends AsyncDisposable {
  product: Product;
  emulator: ModelEmulator;
  admin: Actor;
  auditor: Actor;
  alice: Actor;
  bob: Actor;
  /** Of another organisation, where she administers. */
  carol: Actor;
  /** Everything the model was sent since the last reset, as one text. */
  sentToModel(): string;
  /** Adds a group with these members. */
  makeGroup(name: string, ...members: Actor[]): Promise<Group>;
  leaveGroup(group: Group, member: Actor): Promise<void>;
}

export async function createAccessWorld(): Promise<AccessWorld> {
  const emulator = await startModelEmulator();
  const product = await startProduct({
    environment: {
      OPENAI_BASE_URL: `${emulator.url}/v1`,
      OPENAI_API_KEY: emulator.apiKey,
      OPENAI_MODEL: "gpt-4.1-mini",
    },
  });
  const root = await withId(await product.signUp({ name: "Admin", email: "admin@example.com" }));
  const other = await root.call<Tenant>("POST", "/api/v1/tenants", {
    name: "Other",
    kind: "organization",
    parent_id: null,
  });
  const join = async (name: string, role: Role, tenantId: string) => {
    const email = `${name}@example.com`;
    const invitation = { email, role, tenant_id: tenantId };
    const { token } = await root.call<CreatedInvitation>("POST", "/api/v1/invitations", invitation);
    return withId(await product.signUp({ name, email, invitation: token ?? "" }));
  };
  return {
    product,
    emulator,
    admin: root,
    auditor: await join("auditor", "auditor", root.tenantId),
    alice: await join("alice", "member", root.tenantId),
    bob: await join("bob", "member", root.tenantId),
    carol: await join("carol", "tenant_admin", other.id),
    sentToModel: () => emulator.requests.map(({ body }) => JSON.stringify(body)).join("\n"),
    async makeGroup(name, ...members) {
      const group = await root.call<Group>("POST", "/api/v1/groups", { name });
      for (const { id } of members) await root.call("POST", `/api/v1/groups/${group.id}/members`, { person_id: id });
      return group;
    },
    leaveGroup: (group, member) => root.call("DELETE", `/api/v1/groups/${group.id}/members/${member.id}`),
    async [Symbol.asyncDispose]() {
      await product[Symbol.asyncDispose]();
      await emulator.close();
    },
  };
}

async function withId(person: Person): Promise<Actor> {
  const { id, tenant } = await person.call<Me>("GET", "/api/v1/me");
  return { ...person, id, tenantId: tenant.id };
}

/** A personal knowledge base with one document in it. */
export async function shelf(
  owner: Person,
  text: string,
  changes: Record<string, unknown> = {},
): Promise<{ id: string; document: Document; documentPath: string }> {
  const { id } = await owner.createKnowledgeBase({ name: "Shelf", ...changes });
  const document = await owner.ingest(id, "secret.md", text);
  return { id, document, documentPath: `/api/v1/knowledge-bases/${id}/documents/${document.id}` };
}

/** @param path of a knowledge base or a document */
export function grant(
  manager: Person,
  path: string,
  kind: "person" | "group" | "tenant",
  id: string,
  rule: { effect?: "allow" | "deny"; right?: "read" | "write" } = {},
): Promise<Grant> {
  return manager.call("POST", `${path}/access/grants`, { subject_kind: kind, subject_id: id, ...rule });
}

/** The status, and the problem when it is one. */
export async function attempt(
  person: Person,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; problem: Omit<Problem, "request_id"> | undefined; text: string }> {
  const response = await person.fetch(path, {
    method,
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status < 400) return { status: response.status, problem: undefined, text };
  const { request_id: _, ...problem } = JSON.parse(text) as Problem;
  return { status: response.status, problem, text };
}

export function passagesOf({ message }: ChatAnswer): string[] {
  return message.citations.map(({ passage }) => passage);
}

/**
 * Asks in a new session that has a title already: no model is asked for one later, when the journal has been emptied
 * for what comes next.
 */
export async function ask(person: Person, message: string, knowledgeBaseIds: string[] = []): Promise<ChatAnswer> {
  const session = await person.call<Session>("POST", "/api/v1/sessions", {
    title: "Asked",
    knowledge_base_ids: knowledgeBaseIds,
  });
  return person.ask(message, { session_id: session.id });
}
