import { describe, expect, it } from "vitest";
import { likenessOf, saysTheSame } from "./near-duplicates.ts";
import type { Passage } from "./passages.ts";
import { shape } from "./shape.ts";

const document = Array.from({ length: 60 }, (_, place) => `Sentence ${place} speaks of topic ${place * 7}.`).join(" ");

/** A passage that is the slice of `document`, so what is made of passages can be compared with it. */
function slice(id: string, start: number, end: number, changes: Partial<Passage> = {}): Passage {
  return {
    chunkId: id,
    documentId: "doc_1",
    documentName: "a.txt",
    versionId: "ver_1",
    version: 1,
    knowledgeBaseId: "kb_1",
    text: document.slice(start, end),
    pageFrom: null,
    pageTo: null,
    pageKind: null,
    headingPath: [],
    language: "en",
    start,
    end,
    score: 1,
    scores: { dense: null, lexical: 1, fused: 1, rerank: null },
    model: null,
    coverage: 1,
    minimumSimilarity: null,
    mergedFrom: [id],
    relevant: true,
    ...changes,
  };
}

const other = (id: string, text: string, changes: Partial<Passage> = {}) =>
  slice(id, 0, text.length, { documentId: `doc_${id}`, versionId: `ver_${id}`, text, ...changes });

const ids = (passages: readonly Passage[]) => passages.map(({ chunkId }) => chunkId);

describe("shape", () => {
  it("makes neighbours one passage that is exactly the slice of the extracted text, in either order", () => {
    for (const found of [
      [slice("a", 100, 400), slice("b", 350, 700), slice("c", 700, 900)],
      [slice("c", 700, 900), slice("b", 350, 700), slice("a", 100, 400)],
    ]) {
      const { passages, dropped } = shape(found, 5);
      expect(passages).toHaveLength(1);
      expect(passages[0]?.text).toBe(document.slice(100, 900));
      expect(passages[0]).toMatchObject({ start: 100, end: 900, mergedFrom: ["a", "b", "c"], chunkId: ids(found)[0] });
      expect(dropped.map(({ reason, into }) => [reason, into])).toEqual([
        ["merged", ids(found)[0]],
        ["merged", ids(found)[0]],
      ]);
    }
  });

  it("leaves apart what cannot be joined exactly", () => {
    const first = slice("a", 100, 400);
    const apart = [
      slice("gap", 402, 700),
      slice("version", 350, 700, { versionId: "ver_2" }),
      slice("header", 400, 700, { text: `Header\n${document.slice(400, 700)}` }),
      slice("changed", 350, 700, { text: document.slice(350, 700).toUpperCase() }),
      slice("irrelevant", 400, 700, { relevant: false }),
    ];
    for (const second of apart) expect(shape([first, second], 5).passages).toHaveLength(2);
    const four = [slice("a", 0, 200), slice("b", 200, 400), slice("c", 400, 600), slice("d", 600, 800)];
    expect(shape(four, 5).passages.map(({ mergedFrom }) => mergedFrom)).toEqual([["a", "b", "c"], ["d"]]);
  });

  it("gives what says the same once, and keeps what differs in a figure or a denial", () => {
    const text = document.slice(0, 900);
    const found = [
      other("a", text),
      other("b", text.replaceAll(" ", "\n ").toUpperCase()),
      other("c", text.replace("speaks", "talks")),
      other("d", text.replace("topic 7", "topic 8")),
      other("e", text.replace("speaks", "speaks not")),
      other("f", "Something else altogether."),
    ];
    const { passages, dropped } = shape(found, 6);
    expect(ids(passages)).toEqual(["a", "d", "e", "f"]);
    expect(dropped.map(({ passage, reason, into }) => [passage.chunkId, reason, into])).toEqual([
      ["b", "duplicate", "a"],
      ["c", "duplicate", "a"],
    ]);
  });

  it("keeps one document from taking every place while others have evidence", () => {
    const one = Array.from({ length: 8 }, (_, place) => slice(`one${place}`, place * 300, place * 300 + 100));
    const long = one.map((passage, place) => ({
      ...passage,
      text: `${place} of the long one`,
      end: passage.start + 17,
    }));
    const others = [other("x", "First of another."), other("y", "Second of another.", { relevant: false })];
    const { passages, dropped } = shape([...long, ...others], 6);
    expect(ids(passages)).toEqual(["one0", "one1", "one2", "one3", "one4", "x"]);
    expect(dropped.map(({ reason }) => reason)).toEqual([
      "document_limit",
      "document_limit",
      "document_limit",
      "beyond_limit",
    ]);
    expect(ids(shape(long, 6).passages)).toEqual(ids(long).slice(0, 6));
  });
});

describe("saysTheSame", () => {
  it("compares scripts without spaces and very short texts", () => {
    const same = (left: string, right: string) => saysTheSame(likenessOf(left), likenessOf(right));
    expect(same("员工每年有三十天假期。", "员工每年有三十天假期")).toBe(true);
    expect(same("员工每年有三十天假期。", "员工每年有二十天假期。")).toBe(false);
    expect(same("Yes.", "No.")).toBe(false);
    expect(same("", "")).toBe(false);
  });
});
