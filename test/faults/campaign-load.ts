import type { Document, Message, Session } from "@eai/contract";
import type { Person } from "../product.ts";
import { sampleMarkdown } from "../sample-documents.ts";
import type { Random } from "./random.ts";
import { askAndRead, readAll } from "./read-product.ts";

/** What one document was told to be, and what the product said to it. */
interface ExpectedDocument {
  name: string;
  /** Uploads of it that were answered with 2xx. */
  acknowledged: number;
  deleted: boolean;
  /** A request about it is without an answer: both outcomes are right. */
  unknown: boolean;
}

interface ExpectedQuestion {
  text: string;
  sessionId: string;
  /** The answer as it was sent to its end; undefined when the stream broke. */
  answer: string | undefined;
}

/** An upload whose reply was lost: to be repeated with the same key, and then to be there once. */
interface LostUpload {
  name: string;
  content: string;
  key: string;
}

export interface Load {
  /** Works until the product is gone; the returned function waits for the end. */
  run(person: Person): () => Promise<void>;
  /** Repeats what was left without an answer, as a client would. */
  repeatUnknown(person: Person): Promise<void>;
  waitUntilQuiet(person: Person, limitSeconds: number): Promise<string[]>;
  check(person: Person): Promise<{ faults: string[]; failures: Record<string, number>; interruptedAnswers: number }>;
  acknowledged(): { acknowledgedDocuments: number; acknowledgedQuestions: number; acknowledgedAnswers: number };
  summary(): string;
}

const subjects = ["harbour", "garden", "library", "kitchen", "workshop", "station"] as const;

export function createLoad(random: Random, knowledgeBaseId: string): Load {
  const documents = new Map<string, ExpectedDocument>();
  const questions: ExpectedQuestion[] = [];
  const lost: LostUpload[] = [];
  const documentsPath = `/api/v1/knowledge-bases/${knowledgeBaseId}/documents`;
  let counter = 0;

  async function upload(person: Person): Promise<void> {
    counter += 1;
    const names = [...documents.values()]
      .filter((entry) => !entry.deleted && !entry.unknown)
      .map((entry) => entry.name);
    const replaced = random.below(4) === 0 ? random.pick(names) : undefined;
    const name = replaced ?? `document-${counter}.md`;
    const content = `${sampleMarkdown(random.pick(subjects) ?? "harbour", 1 + random.below(40))}\n\nNumber ${counter}.`;
    const key = `upload-${counter}`;
    const expected = documents.get(name) ?? { name, acknowledged: 0, deleted: false, unknown: false };
    documents.set(name, expected);
    expected.unknown = true;
    lost.push({ name, content, key });
    const response = await send(person, { name, content, key });
    await response.json();
    if (response.status !== 202) throw new Error(`upload: ${response.status}`);
    lost.splice(
      lost.findIndex((entry) => entry.key === key),
      1,
    );
    expected.acknowledged += 1;
    expected.unknown = false;
  }

  function send(person: Person, { name, content, key }: LostUpload): Promise<Response> {
    const form = new FormData();
    form.set("file", new File([content], name));
    return person.fetch(documentsPath, { method: "POST", body: form, headers: { "idempotency-key": key } });
  }

  async function remove(person: Person): Promise<void> {
    const entries = [...documents.values()].filter((entry) => !entry.deleted && !entry.unknown);
    const expected = random.pick(entries);
    if (expected === undefined) return;
    const found = (await readAll<Document>(person, documentsPath)).find((document) => document.name === expected.name);
    if (found === undefined) throw new Error(`${expected.name} was acknowledged and is not there`);
    expected.unknown = true;
    const response = await person.fetch(`${documentsPath}/${found.id}`, { method: "DELETE" });
    if (response.status !== 204) throw new Error(`delete: ${response.status}`);
    expected.deleted = true;
    expected.unknown = false;
  }

  async function ask(person: Person): Promise<void> {
    counter += 1;
    const text = `Question ${counter}: what does the ${random.pick(subjects)} team do?`;
    let question: ExpectedQuestion | undefined;
    await askAndRead(person, { message: text, knowledge_base_ids: [knowledgeBaseId] }, (event) => {
      if (event.type === "data-session") {
        question = { text, sessionId: event.data.session_id, answer: undefined };
        questions.push(question);
      }
      if (event.type === "data-settled" && question && event.data.state === "complete") {
        question.answer = event.data.text;
      }
    });
  }

  /** One client: the next thing as soon as the last is done, until the product is gone. */
  async function work(person: Person, isOver: () => boolean, choose: () => (person: Person) => Promise<void>) {
    while (!isOver()) {
      try {
        await choose()(person);
      } catch (error) {
        if (error instanceof TypeError || isOver()) return;
        // Not the kill: an answer that should not be.
        unexpected.push(String(error));
        return;
      }
    }
  }

  const unexpected: string[] = [];

  return {
    run(person) {
      let over = false;
      const isOver = () => over;
      const clients = [
        work(person, isOver, () => (random.below(6) === 0 ? remove : upload)),
        work(person, isOver, () => ask),
        work(person, isOver, () => ask),
      ];
      return async () => {
        over = true;
        await Promise.all(clients);
      };
    },

    async repeatUnknown(person) {
      for (const attempt of lost.splice(0)) {
        const response = await send(person, attempt);
        const expected = documents.get(attempt.name);
        if (response.status !== 202) unexpected.push(`repeated upload of ${attempt.name}: ${response.status}`);
        else if (expected) {
          expected.acknowledged += 1;
          expected.unknown = false;
        }
      }
    },

    async waitUntilQuiet(person, limitSeconds) {
      const deadline = Date.now() + limitSeconds * 1000;
      for (;;) {
        const all = await readAll<Document>(person, documentsPath);
        const busy = all.filter(({ state }) => state !== "ready" && state !== "failed");
        const answering = (await readAll<Session>(person, "/api/v1/sessions")).filter((session) => session.answering);
        if (busy.length + answering.length === 0) return [];
        if (Date.now() > deadline) {
          return [
            ...busy.map(({ name, state }) => `${name} is still ${state} after ${limitSeconds} s`),
            ...answering.map(({ id }) => `an answer in ${id} is still unfinished after ${limitSeconds} s`),
          ];
        }
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    },

    async check(person) {
      const faults = [...unexpected];
      const all = await readAll<Document>(person, documentsPath);
      for (const expected of documents.values()) {
        const found = all.filter((document) => document.name === expected.name);
        if (expected.unknown) continue;
        const wanted = expected.deleted || expected.acknowledged === 0 ? 0 : 1;
        if (found.length !== wanted) faults.push(`${expected.name}: ${found.length} documents instead of ${wanted}`);
        const version = found[0]?.version ?? 0;
        if (found.length === 1 && version < expected.acknowledged) {
          faults.push(`${expected.name}: version ${version} after ${expected.acknowledged} acknowledged uploads`);
        }
      }
      const answers = await checkQuestions(person, questions, faults);
      const failed = all.filter(({ state }) => state === "failed");
      for (const { name, failure } of failed) if (!failure?.reason) faults.push(`${name} failed without a reason`);
      const failures: Record<string, number> = {};
      for (const { failure } of failed) {
        const key = `${failure?.code} while ${failure?.stage}`;
        failures[key] = (failures[key] ?? 0) + 1;
      }
      return { faults, failures, interruptedAnswers: answers.interrupted };
    },

    acknowledged: () => ({
      acknowledgedDocuments: [...documents.values()].reduce((sum, { acknowledged }) => sum + acknowledged, 0),
      acknowledgedQuestions: questions.length,
      acknowledgedAnswers: questions.filter(({ answer }) => answer !== undefined).length,
    }),

    summary() {
      const { acknowledgedDocuments, acknowledgedQuestions, acknowledgedAnswers } = this.acknowledged();
      return `${acknowledgedDocuments} uploads, ${acknowledgedQuestions} questions, ${acknowledgedAnswers} answers acknowledged`;
    },
  };
}

async function checkQuestions(person: Person, questions: readonly ExpectedQuestion[], faults: string[]) {
  let interrupted = 0;
  for (const { text, sessionId, answer } of questions) {
    const messages = await readAll<Message>(person, `/api/v1/sessions/${sessionId}/messages`);
    const asked = messages.filter((message) => message.role === "user" && message.text === text);
    const answered = messages.filter((message) => message.role === "assistant");
    if (asked.length !== 1) faults.push(`"${text}" is there ${asked.length} times`);
    if (answered.length !== 1) faults.push(`"${text}" has ${answered.length} answers`);
    const [only] = answered;
    if (only === undefined) continue;
    if (only.state === "pending" || only.state === "streaming") faults.push(`the answer to "${text}" is ${only.state}`);
    if (only.state === "interrupted") interrupted += 1;
    if (answer !== undefined && (only.state !== "complete" || only.text !== answer)) {
      faults.push(`the answer to "${text}" was complete, and is ${only.state} now`);
    }
  }
  return { interrupted };
}
