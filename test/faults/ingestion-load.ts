import type { Document, DocumentText, KnowledgeBase, Problem, QueryResult } from "@eai/contract";
import type { Person } from "../product.ts";
import { endings, makePaper, type Paper } from "./ingestion-papers.ts";
import type { Random } from "./random.ts";
import { readAll } from "./read-product.ts";

interface ExpectedDocument {
  name: string;
  id: string | undefined;
  /** Acknowledged papers, the newest last. */
  papers: Paper[];
  state: "there" | "deleted" | "unknown";
  restricted: boolean;
}

/** An upload whose reply was lost: to be repeated with the same key, and then to be there once. */
interface LostUpload {
  expected: ExpectedDocument;
  paper: Paper;
  key: string;
}

/** People at work in one knowledge base, and what they were told. */
export interface IngestionLoad {
  knowledgeBase: KnowledgeBase;
  /** Uploads so many new documents, and some of them again: the same bytes, or new ones. */
  work(person: Person, count: number): Promise<void>;
  repeatLost(person: Person): Promise<void>;
  /** One that is there, or undefined. */
  pick(): ExpectedDocument | undefined;
  replace(person: Person, expected: ExpectedDocument): Promise<void>;
  remove(person: Person, expected: ExpectedDocument): Promise<void>;
  restrict(person: Person, expected: ExpectedDocument): Promise<void>;
  /** A fault when it is not quiet in time. */
  waitUntilQuiet(person: Person, limitSeconds: number): Promise<string[]>;
  /** I1 to I3 as people see them. */
  check(ada: Person, bob: Person): Promise<string[]>;
  counts: { uploads: number; refused: number; failures: Record<string, number> };
}

const clients = 3;

/** @param counter numbers of papers, shared by all loads of a campaign: the words in them are never there twice */
export async function createIngestionLoad(
  person: Person,
  random: Random,
  counter: { next: number },
): Promise<IngestionLoad> {
  const knowledgeBase = await person.createKnowledgeBase({
    name: `Papers ${counter.next}`,
    scope: "organization",
    chunking: { size_tokens: 128, overlap_tokens: 16, contextual_prefix: false },
  });
  const path = `/api/v1/knowledge-bases/${knowledgeBase.id}`;
  const documents: ExpectedDocument[] = [];
  const lost: LostUpload[] = [];
  const unexpected: string[] = [];
  const counts: IngestionLoad["counts"] = { uploads: 0, refused: 0, failures: {} };

  async function send(person: Person, upload: LostUpload): Promise<void> {
    const { expected, paper, key } = upload;
    const form = new FormData();
    form.set("file", new File([new Uint8Array(paper.bytes)], expected.name));
    lost.push(upload);
    const response = await person.fetch(`${path}/documents`, {
      method: "POST",
      body: form,
      headers: { "idempotency-key": key },
    });
    const body = (await response.json()) as Document | Problem;
    lost.splice(lost.indexOf(upload), 1);
    if ("id" in body && response.status === 202) {
      expected.id = body.id;
      if (expected.papers.at(-1) !== paper) expected.papers.push(paper);
      counts.uploads += 1;
      return;
    }
    if ("code" in body && body.code === "storage_full") counts.refused += 1;
    else unexpected.push(`upload of ${expected.name}: ${response.status} ${JSON.stringify(body)}`);
  }

  async function paperFor(name: string): Promise<Paper> {
    counter.next += 1;
    return makePaper(random, counter.next, name.slice(name.lastIndexOf(".") + 1));
  }

  async function uploadNew(person: Person): Promise<ExpectedDocument> {
    const name = `paper-${counter.next + 1}.${random.pick(endings)}`;
    const paper = await paperFor(name);
    const expected: ExpectedDocument = { name, id: undefined, papers: [], state: "there", restricted: false };
    documents.push(expected);
    await send(person, { expected, paper, key: `paper-${paper.word}` });
    return expected;
  }

  async function replace(person: Person, expected: ExpectedDocument): Promise<void> {
    const paper = await paperFor(expected.name);
    await send(person, { expected, paper, key: `paper-${paper.word}` });
  }

  async function sendAgain(person: Person, expected: ExpectedDocument): Promise<void> {
    const paper = expected.papers.at(-1);
    if (paper) await send(person, { expected, paper, key: `again-${paper.word}-${random.below(1_000_000)}` });
  }

  /** In as many answers as it takes: one holds a part of a long text, and the word stands at its end. */
  async function wholeText(person: Person, documentId: string): Promise<string> {
    let text = "";
    for (;;) {
      const address = `${path}/documents/${documentId}/text?from=${text.length}`;
      const part = (await (await person.fetch(address)).json()) as DocumentText;
      text += part.text ?? "";
      if (!part.text || part.to >= (part.length ?? 0)) return text;
    }
  }

  async function search(person: Person, query: string): Promise<QueryResult["passages"]> {
    const response = await person.fetch(`${path}/query`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, limit: 5 }),
    });
    if (response.status === 404) return [];
    const body = (await response.json()) as QueryResult | Problem;
    if (!("passages" in body)) throw new Error(`search: ${response.status} ${JSON.stringify(body)}`);
    return body.passages.filter(({ text }) => text.includes(query));
  }

  const list = (person: Person) => readAll<Document>(person, `${path}/documents`);

  async function checkOne(expected: ExpectedDocument, found: readonly Document[], ada: Person): Promise<string[]> {
    const { name, papers, state } = expected;
    const wanted = state === "there" && papers.length > 0 ? 1 : 0;
    if (found.length !== wanted) return [`${name}: ${found.length} documents instead of ${wanted}`];
    const faults: string[] = [];
    const [document] = found;
    if (document?.state === "failed") {
      const kind = `${document.failure?.code} while ${document.failure?.stage}`;
      counts.failures[kind] = (counts.failures[kind] ?? 0) + 1;
      if (!document.failure?.reason) faults.push(`${name} failed without a reason`);
    }
    for (const paper of papers) {
      const passages = await search(ada, paper.word);
      const isNewest = paper === papers.at(-1);
      const ids = new Set(passages.map(({ document_id }) => document_id));
      if (document?.state === "ready" && isNewest && !(ids.size === 1 && ids.has(document.id))) {
        faults.push(`${name} is ready, and ${paper.word} is found in ${[...ids].join(", ") || "nothing"}`);
      }
      if (passages.length > 0 && (document === undefined || (document.state === "ready" && !isNewest))) {
        faults.push(`${paper.word} is found, and ${document ? `${name} has a newer version` : `${name} is deleted`}`);
      }
      if (new Set(passages.map(({ chunk_id }) => chunk_id)).size < passages.length)
        faults.push(`${name}: passages twice`);
    }
    if (document?.state !== "ready") return faults;
    const word = papers.at(-1)?.word ?? "";
    if (!(await wholeText(ada, document.id)).includes(word))
      faults.push(`${name} is ready, and its text is not that with ${word}`);
    const original = await ada.fetch(`${path}/documents/${document.id}/content`);
    const bytes = Buffer.from(await original.arrayBuffer());
    if (!bytes.equals(papers.at(-1)?.bytes ?? new Uint8Array())) faults.push(`${name}: other bytes came back`);
    return faults;
  }

  return {
    knowledgeBase,
    counts,
    async work(person, count) {
      let left = count;
      const client = async () => {
        while (left > 0) {
          left -= 1;
          const expected = await uploadNew(person);
          const next = random.below(4);
          if (next === 0) await sendAgain(person, expected);
          if (next === 1 && expected.papers.length > 0) await replace(person, expected);
        }
      };
      await Promise.all(Array.from({ length: clients }, client));
    },
    async repeatLost(person) {
      for (const upload of lost.splice(0)) await send(person, upload);
    },
    pick: () => random.pick(documents.filter(({ state, papers, id }) => state === "there" && papers.length > 0 && id)),
    replace,
    async remove(person, expected) {
      const response = await person.fetch(`${path}/documents/${expected.id}`, { method: "DELETE" });
      if (response.status === 204) expected.state = "deleted";
      else unexpected.push(`delete ${expected.name}: ${response.status}`);
    },
    async restrict(person, expected) {
      await person.call("PATCH", `${path}/documents/${expected.id}/access`, { restricted: true });
      expected.restricted = true;
    },
    async waitUntilQuiet(person, limitSeconds) {
      const deadline = Date.now() + limitSeconds * 1000;
      for (;;) {
        const busy = (await list(person)).filter(({ state }) => state !== "ready" && state !== "failed");
        const { reindex } = await person.call<KnowledgeBase>("GET", path);
        if (busy.length === 0 && reindex === null) return [];
        if (Date.now() > deadline) {
          const told = busy.map(({ name, state, activity }) => `${name} is ${state} ${JSON.stringify(activity)}`);
          if (reindex) told.push(`the re-index is ${reindex.state} ${JSON.stringify(reindex.progress)}`);
          return [`not quiet after ${limitSeconds} s: ${told.join("; ")}`];
        }
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    },
    async check(ada, bob) {
      const faults = unexpected.splice(0);
      const all = await list(ada);
      for (const expected of documents) {
        faults.push(
          ...(await checkOne(
            expected,
            all.filter(({ name }) => name === expected.name),
            ada,
          )),
        );
      }
      const seen = await list(bob);
      for (const expected of documents.filter(({ restricted }) => restricted)) {
        if (seen.some(({ name }) => name === expected.name)) faults.push(`bob is shown ${expected.name}`);
        for (const { word } of expected.papers) {
          if ((await search(bob, word)).length > 0) faults.push(`bob finds ${word} of ${expected.name}`);
        }
      }
      return faults;
    },
  };
}
