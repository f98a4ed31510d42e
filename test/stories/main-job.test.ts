import type { ChatAnswer, Document, KnowledgeBase, Message, Problem, QueryResult } from "@eai/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Person, type Product, startProduct } from "../product.ts";
import { handbookPages, sampleDocx, sampleMarkdown, samplePdf, sampleText } from "../sample-files.ts";

/** The main job, as its user does it: no key, no service, only the product and real files. */
describe("from an empty machine to a cited answer", () => {
  let product: Product;
  let anna: Person;
  let bert: Person;
  let handbook: KnowledgeBase;
  const documents = new Map<string, Document>();

  beforeAll(async () => {
    product = await startProduct();
    anna = await product.signUp({ name: "Lindqvist, Anna", email: "anna@example.com" });
    bert = await product.signUp({ name: "Bert Moor", email: "bert@example.com" });
    handbook = await anna.createKnowledgeBase({ name: "Handbook", scope: "personal" });
  });
  afterAll(() => product?.[Symbol.asyncDispose]());

  test("the first account is the platform administrator, the second is not", async () => {
    const [first, second] = await Promise.all([
      anna.call<{ role: string }>("GET", "/api/v1/me"),
      bert.call<{ role: string }>("GET", "/api/v1/me"),
    ]);
    expect([first.role, second.role]).toEqual(["platform_admin", "member"]);
  });

  test("PDF, DOCX, Markdown and text become ready", async () => {
    const files: [string, Uint8Array | string][] = [
      ["handbook.pdf", await samplePdf()],
      ["security.docx", await sampleDocx()],
      ["release.md", sampleMarkdown],
      ["protokoll.txt", sampleText],
    ];
    for (const [name, bytes] of files) {
      const document = await anna.ingest(handbook.id, name, bytes);
      expect(document, name).toMatchObject({ state: "ready", searchable: true, failure: null });
      expect(document.chunk_count, name).toBeGreaterThan(0);
      documents.set(name, document);
    }
    expect(documents.get("handbook.pdf")?.page_count).toBe(handbookPages.length);
    expect(documents.get("protokoll.txt")?.language).toBe("de");
  });

  const questions = [
    {
      question: "How many days of paid holiday does an employee have?",
      fact: "28 days",
      document: "handbook.pdf",
      page: 1,
    },
    { question: "What may a hotel in London cost a night?", fact: "210 euros", document: "handbook.pdf", page: 2 },
    { question: "Which extension do I call for lost equipment?", fact: "4711", document: "handbook.pdf", page: 3 },
    {
      question: "How many characters must a password have?",
      fact: "14 characters",
      document: "security.docx",
      page: null,
    },
    { question: "Which format does the export know?", fact: "ODS", document: "release.md", page: null },
    {
      question: "Wohin beschließt die Geschäftsführung den Umzug?",
      fact: "Köln",
      document: "protokoll.txt",
      page: null,
    },
  ];

  test.each(questions)("$question → $fact, cited", async ({ question, fact, document, page }) => {
    const answer = await anna.ask(question, { knowledge_base_ids: [handbook.id] });
    expect(answer.message.state).toBe("complete");
    expect(answer.message.text).toContain(fact);
    const cited = answer.message.citations.filter((citation) => citation.passage.includes(fact));
    expect(cited.map((citation) => citation.document_name)).toContain(document);
    for (const citation of answer.message.citations) {
      expect(answer.message.text).toContain(`[${citation.number}]`);
      expect(citation.available).toBe(true);
    }
    const [citation] = cited.filter((one) => one.document_name === document);
    if (page !== null) {
      expect(citation?.page_from).toBeLessThanOrEqual(page);
      expect(citation?.page_to).toBeGreaterThanOrEqual(page);
      expect(citation?.link).toContain(`page=${citation?.page_from}`);
    }
    expect(answer.message.notices).toContain("no_language_model");
    expect(answer.message.notices).toContain("keyword_search_only");
  });

  test("what the documents do not say is not made up", async () => {
    const answer = await anna.ask("What is the boiling point of tungsten?", { knowledge_base_ids: [handbook.id] });
    expect(answer.message.citations).toEqual([]);
    expect(answer.message.text).not.toMatch(/\[\d+\]/);
    expect(answer.message.notices).toContain("no_evidence_found");
  });

  test("the original comes back byte for byte", async () => {
    const id = documents.get("handbook.pdf")?.id;
    const response = await anna.fetch(`/api/v1/knowledge-bases/${handbook.id}/documents/${id}/content`);
    expect(response.headers.get("content-type")).toBe("application/pdf");
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array(await samplePdf()));
  });

  test("another person finds nothing, and is told what a missing id is told", async () => {
    const missing = "kb_01980f5e-0000-7000-8000-000000000000";
    const id = documents.get("handbook.pdf")?.id;
    const paths = ["", "/documents", `/documents/${id}`, `/documents/${id}/content`, `/documents/${id}/chunks`];
    for (const path of paths) {
      const refused = await bert.fetch(`/api/v1/knowledge-bases/${handbook.id}${path}`);
      const absent = await bert.fetch(`/api/v1/knowledge-bases/${missing}${path}`);
      expect(refused.status, path).toBe(404);
      expect(withoutRequestId((await refused.json()) as Problem)).toEqual(
        withoutRequestId((await absent.json()) as Problem),
      );
    }
    const query = await bert.fetch(`/api/v1/knowledge-bases/${handbook.id}/query`, json({ query: "holiday" }));
    expect(query.status).toBe(404);
    const chat = await bert.fetch("/api/v1/chat", json({ message: "holiday?", knowledge_base_ids: [handbook.id] }));
    expect(chat.status).toBe(404);
    const own = await anna.ask("How many days of holiday?", { knowledge_base_ids: [handbook.id] });
    const foreign = await bert.fetch("/api/v1/chat", json({ message: "And then?", session_id: own.session.id }));
    expect(foreign.status).toBe(404);
    expect((await bert.fetch(`/api/v1/sessions/${own.session.id}/messages`)).status).toBe(404);
    expect((await bert.fetch(`/api/v1/sessions/${own.session.id}`, { method: "DELETE" })).status).toBe(404);
    expect((await bert.call<{ data: unknown[] }>("GET", "/api/v1/knowledge-bases")).data).toEqual([]);
  });

  test("a restart keeps everything", async () => {
    const before = await anna.ask("How many days of holiday?", { knowledge_base_ids: [handbook.id] });
    expect(await product.stop()).toBe(0);
    product = await startProduct({ dataDirectory: product.dataDirectory });
    anna = await product.signIn("anna@example.com");
    const list = await anna.call<{ data: Document[] }>("GET", `/api/v1/knowledge-bases/${handbook.id}/documents`);
    expect(list.data.map((one) => one.state)).toEqual(["ready", "ready", "ready", "ready"]);
    const messages = await anna.call<{ data: Message[] }>("GET", `/api/v1/sessions/${before.session.id}/messages`);
    expect(messages.data.map((one) => one.text)).toEqual(["How many days of holiday?", before.message.text]);
    const found = await anna.call<QueryResult>("POST", `/api/v1/knowledge-bases/${handbook.id}/query`, {
      query: "holiday",
    });
    expect(found.passages[0]?.document_name).toBe("handbook.pdf");
  });

  test("a deleted document is found no more, and its old citation is withheld", async () => {
    const asked: ChatAnswer = await anna.ask("What may a hotel in London cost?", { knowledge_base_ids: [handbook.id] });
    const id = documents.get("handbook.pdf")?.id;
    await anna.call("DELETE", `/api/v1/knowledge-bases/${handbook.id}/documents/${id}`);
    const found = await anna.call<QueryResult>("POST", `/api/v1/knowledge-bases/${handbook.id}/query`, {
      query: "hotel London",
    });
    expect(found.passages.filter((passage) => passage.document_id === id)).toEqual([]);
    const messages = await anna.call<{ data: Message[] }>("GET", `/api/v1/sessions/${asked.session.id}/messages`);
    const citations = messages.data[1]?.citations.filter((citation) => citation.document_id === id) ?? [];
    expect(citations.length).toBeGreaterThan(0);
    for (const citation of citations) expect(citation).toMatchObject({ available: false, passage: "" });
    expect((await anna.fetch(`/api/v1/knowledge-bases/${handbook.id}/documents/${id}/content`)).status).toBe(404);
  });
});

function json(body: unknown): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

function withoutRequestId({ request_id: _, ...rest }: Problem): Omit<Problem, "request_id"> {
  return rest;
}
