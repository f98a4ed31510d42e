import { describe, expect, it } from "vitest";
import {
  contextOf,
  enqueued,
  longestQueue,
  putBack,
  type Question,
  questionAsked,
  withoutQuestion,
} from "./question.ts";

function question(id: string, more: Partial<Question> = {}): Question {
  return { id, text: id, files: [], documents: [], tags: [], fresh: false, ...more };
}

const report = { id: "doc_report", knowledge_base_id: "kb_files", name: "report.pdf" };
const handbook = { id: "doc_handbook", knowledge_base_id: "kb_handbook", name: "Handbook" };

describe("questions that wait for their turn", () => {
  it("are asked in the order they were written", () => {
    const queue = enqueued(enqueued([], question("first")), question("second"));
    expect(queue.map(({ id }) => id)).toEqual(["first", "second"]);
    expect(withoutQuestion(queue, "first").map(({ id }) => id)).toEqual(["second"]);
  });

  it("come back to the front when they are refused, once", () => {
    const refused = question("first");
    expect(putBack([question("second")], refused).map(({ id }) => id)).toEqual(["first", "second"]);
    expect(putBack([refused, question("second")], refused)).toHaveLength(2);
  });

  it("are no endless list", () => {
    const full = Array.from({ length: longestQueue }, (_, place) => question(String(place)));
    expect(enqueued(full, question("more"))).toEqual(full);
  });
});

describe("what a question is asked with", () => {
  it("is nothing for a plain one", () => {
    expect(contextOf(question("plain"), [])).toEqual({ documents: [], filters: undefined, useCache: undefined });
  });

  it("is its files beside everything else", () => {
    const { documents, filters } = contextOf(question("q", { files: [report] }), []);
    expect(documents).toEqual([{ ...report, available: true }]);
    expect(filters).toBeUndefined();
  });

  it("is only the documents it names, and those of the conversation", () => {
    const earlier = [{ ...report, available: true }];
    const { documents, filters } = contextOf(question("q", { documents: [handbook], tags: ["travel"] }), earlier);
    expect(documents.map(({ id }) => id)).toEqual([report.id, handbook.id]);
    expect(filters).toEqual({ document_ids: [handbook.id], tags: ["travel"] });
  });

  it("names each document once", () => {
    const earlier = [{ ...report, available: true }];
    expect(contextOf(question("q", { files: [report], documents: [report] }), earlier).documents).toHaveLength(1);
  });

  it("leaves what was found before aside when it is to be searched anew", () => {
    expect(contextOf(question("q", { fresh: true }), []).useCache).toBe(false);
  });
});

it("A question that comes back has the files, documents and tags it was asked with, and not those of the conversation", () => {
  const asked = question("q", { files: [report], documents: [handbook], tags: ["travel"] });
  const earlier = [{ id: "doc_minutes", knowledge_base_id: "kb_files", name: "minutes.txt", available: true }];
  expect(questionAsked("q", { text: "q", ...contextOf(asked, earlier) }, earlier)).toEqual(asked);
});
