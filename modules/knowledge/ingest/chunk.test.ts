import type { Chunking } from "@eai/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Chunk, chunkDocument, chunkDocumentInTurns } from "./chunk.ts";
import { assembleDocument, type DraftBlock, type ExtractedDocument } from "./document.ts";

/** A stand-in for the tokenizer with the same habits: words and marks count, and long words count several times. */
function countTokens(text: string): number {
  return (text.match(/\p{L}{1,6}|\p{N}{1,3}|[^\s\p{L}\p{N}]|\n+/gu) ?? []).length;
}

function chunking(strategy: Chunking["strategy"], size_tokens = 80, overlap_tokens = 0): Chunking {
  return { strategy, size_tokens, overlap_tokens, contextual_prefix: false };
}

function documentOf(blocks: readonly Partial<DraftBlock>[]): ExtractedDocument {
  const drafts = blocks.map((block) => ({ kind: "paragraph" as const, text: "", page: null, ...block }));
  return assembleDocument(drafts, { title: null, pageCount: null });
}

const heading = (text: string, level = 1): Partial<DraftBlock> => ({ kind: "heading", level, text });
const sentences = (count: number, word = "word") =>
  Array.from({ length: count }, (_, index) => `The ${word} number ${index} is here.`).join(" ");

/** What must hold for every document and every setting. */
function expectSound(document: ExtractedDocument, chunks: readonly Chunk[], limit: number): void {
  let covered = 0;
  let previousStart = -1;
  for (const [index, chunk] of chunks.entries()) {
    expect(chunk.ordinal).toBe(index);
    expect(chunk.start).toBeGreaterThan(previousStart);
    // What lies between two chunks is blank.
    if (chunk.start > covered) expect(document.text.slice(covered, chunk.start).trim()).toBe("");
    const slice = document.text.slice(chunk.start, chunk.end);
    expect(chunk.text === slice || chunk.text.endsWith(`\n${slice}`)).toBe(true);
    expect(chunk.text.trim()).not.toBe("");
    expect(chunk.text.isWellFormed()).toBe(true);
    expect(chunk.tokenCount).toBeGreaterThanOrEqual(countTokens(chunk.text));
    if (!/[!-~]{200}/.test(chunk.text)) expect(chunk.tokenCount).toBe(countTokens(chunk.text));
    expect(chunk.tokenCount).toBeLessThanOrEqual(limit);
    expect(chunk.end).toBeGreaterThan(covered);
    covered = chunk.end;
    previousStart = chunk.start;
  }
  expect(document.text.slice(covered).trim()).toBe("");
}

const word = fc.oneof(
  fc.constantFrom(
    "alpha",
    "beta",
    "Zürich",
    "v2.1",
    "e.g.",
    "don't",
    "|",
    "一二三",
    "🌍",
    "—",
    "Donaudampfschifffahrt",
  ),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
  fc.integer({ min: 50, max: 400 }).map((length) => "x".repeat(length)),
);
const glue = fc.constantFrom(" ", " ", " ", ". ", "\n", "", "? ", "\u3002", "  ");
const text = fc
  .array(fc.tuple(word, glue), { maxLength: 120 })
  .map((parts) => parts.map(([first, second]) => first + second).join(""));
const block: fc.Arbitrary<Partial<DraftBlock>> = fc.oneof(
  { weight: 2, arbitrary: text.map((content) => ({ text: content })) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("heading" as const), level: fc.integer({ min: 1, max: 6 }), text: word }),
  },
  { weight: 1, arbitrary: text.map((content) => ({ kind: "list" as const, text: content.replaceAll(" ", "\n- ") })) },
  { weight: 1, arbitrary: text.map((content) => ({ kind: "code" as const, text: content })) },
  {
    weight: 1,
    arbitrary: fc.array(text, { minLength: 1, maxLength: 30 }).map((rows) => ({
      kind: "table" as const,
      text: ["| a | b |", "| --- | --- |", ...rows.map((row) => `| ${row.replace(/\n/g, " ")} | 1 |`)].join("\n"),
    })),
  },
);
const anyDocument = fc.array(fc.tuple(block, fc.integer({ min: 0, max: 3 })), { maxLength: 30 }).map((entries) => {
  let page = 1;
  return documentOf(entries.map(([entry, turn]) => ({ ...entry, page: turn === 3 ? ++page : page })));
});

describe("chunkDocument", () => {
  it.each(["fixed", "paragraph", "structure"] as const)("%s: holds all text in order, within the size", (strategy) => {
    const settings = fc.record({ size: fc.integer({ min: 64, max: 200 }), overlap: fc.integer({ min: 0, max: 60 }) });
    fc.assert(
      fc.property(anyDocument, settings, (document, { size, overlap }) => {
        expectSound(document, chunkDocument(document, chunking(strategy, size, overlap), countTokens), size);
      }),
      { numRuns: 100 },
    );
  });

  it("keeps a section together and begins a new one in a new chunk", () => {
    const document = documentOf([heading("One"), { text: sentences(5) }, heading("Two"), { text: sentences(5) }]);
    const chunks = chunkDocument(document, chunking("structure", 200), countTokens);
    expect(chunks.map((chunk) => chunk.headingPath)).toEqual([["One"], ["Two"]]);
    expect(chunks[1]?.text.startsWith("Two\n\nThe word")).toBe(true);
  });

  it("lets small neighbours under one parent share a chunk, and says what is above all of it", () => {
    const small = (name: string) => [heading(name, 2), { text: "Yes." }];
    const document = documentOf([
      heading("Questions"),
      ...small("A"),
      ...small("B"),
      heading("Answers"),
      { text: sentences(9) },
    ]);
    const chunks = chunkDocument(document, chunking("structure", 100), countTokens);
    expect(chunks.map((chunk) => [chunk.headingPath, chunk.text.split("\n\n").length])).toEqual([
      [["Questions"], 5],
      [["Answers"], 2],
    ]);
  });

  it("never leaves a heading without what follows it", () => {
    for (let length = 5; length < 30; length += 1) {
      const document = documentOf([
        heading("Top"),
        { text: sentences(length) },
        heading("Sub", 2),
        heading("Deep", 3),
        { text: sentences(9) },
      ]);
      for (const strategy of ["structure", "paragraph"] as const) {
        for (const chunk of chunkDocument(document, chunking(strategy), countTokens))
          expect(chunk.text).not.toMatch(/(?:Sub|Deep)$/);
      }
    }
  });

  it("splits a long paragraph between sentences and repeats the last ones", () => {
    const document = documentOf([heading("Long"), { text: sentences(40) }]);
    const chunks = chunkDocument(document, chunking("structure", 80, 20), countTokens);
    expect(chunks.length).toBeGreaterThan(3);
    for (const [index, chunk] of chunks.entries()) {
      expect(chunk.text).toMatch(/here\.$/);
      expect(chunk.headingPath).toEqual(["Long"]);
      const before = chunks[index - 1];
      if (before) expect(before.end).toBeGreaterThan(chunk.start);
    }
  });

  it("repeats the header where a table goes on in the next chunk", () => {
    const rows = Array.from({ length: 40 }, (_, index) => `| item ${index} | ${index * 3} |`);
    const document = documentOf([
      { text: "Prices:" },
      { kind: "table", text: ["| Item | Price |", "| --- | --- |", ...rows].join("\n") },
    ]);
    const chunks = chunkDocument(document, chunking("structure"), countTokens);
    expect(chunks.length).toBeGreaterThan(2);
    for (const chunk of chunks)
      expect(chunk.text.match(/\| Item \| Price \|\n\| --- \| --- \|\n\| item/g)).toHaveLength(1);
    expect(chunks.flatMap((chunk) => chunk.text.match(/\| item \d+/g) ?? [])).toHaveLength(40);
  });

  it("keeps the pages of what a chunk holds", () => {
    const pages = [1, 1, 2, 3].map((page, index) => ({ text: `Paragraph ${index} of the page.`, page }));
    const [first, ...others] = chunkDocument(documentOf(pages), chunking("paragraph", 200), countTokens);
    expect(first).toMatchObject({ pageFrom: 1, pageTo: 3, headingPath: [] });
    expect(others).toEqual([]);
  });

  it("makes fixed chunks of nearly the same size with the overlap asked for", () => {
    const document = documentOf([{ text: sentences(400) }]);
    const chunks = chunkDocument(document, chunking("fixed", 100, 30), countTokens);
    for (const [index, chunk] of chunks.slice(0, -1).entries()) {
      expect(chunk.tokenCount).toBeGreaterThan(85);
      const shared = countTokens(document.text.slice(chunks[index + 1]?.start, chunk.end));
      expect(shared).toBeGreaterThan(15);
      expect(shared).toBeLessThanOrEqual(31);
    }
  });

  it("gives nothing for nothing", () => {
    expect(chunkDocument(documentOf([]), chunking("structure"), countTokens)).toEqual([]);
  });

  it("takes time in proportion to the length, however the text is made", () => {
    const shapes: Record<string, (size: number) => Partial<DraftBlock>[]> = {
      "one line without blanks": (size) => [{ text: "x".repeat(size) }],
      "one line of words": (size) => [{ text: "word ".repeat(size / 5) }],
      "one list": (size) => [{ kind: "list", text: "- a\n".repeat(size / 4) }],
      "only headings": (size) => Array.from({ length: size / 20 }, () => heading("h", 3)),
    };
    for (const [name, shape] of Object.entries(shapes)) {
      const took = (size: number) => {
        const document = documentOf(shape(size));
        const before = process.cpuUsage();
        chunkDocument(document, chunking("structure", 400, 60), countTokens);
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1000;
      };
      took(100_000);
      const small = Math.max(20, took(200_000));
      expect(took(1_600_000) / small, name).toBeLessThan(32);
    }
  });

  it("counts each part of a deeply nested list a few times at most", () => {
    const text = Array.from({ length: 700 }, (_, depth) => `${" ".repeat(2 * depth)}- x`).join("\n");
    // Not through `assembleDocument`, which shortens the indentation.
    const document: ExtractedDocument = {
      ...{
        title: null,
        language: null,
        pageCount: null,
        pageKind: null,
        datedAt: null,
        unreadPages: 0,
        recognisedPages: 0,
        text,
      },
      blocks: [{ kind: "list", text, start: 0, end: text.length, page: null }],
    };
    let counted = 0;
    const blanksCount = (part: string) => {
      counted += part.length;
      return Math.ceil((part.match(/\s/g) ?? []).length / 100) + countTokens(part);
    };
    const chunks = chunkDocument(document, chunking("structure", 400, 60), blanksCount);
    expect(chunks.length).toBeGreaterThan(5);
    for (const chunk of chunks) expect(chunk.tokenCount).toBeLessThanOrEqual(400);
    const items = chunks.flatMap((chunk) => chunk.text.match(/- x/g) ?? []);
    expect(items.length).toBeGreaterThanOrEqual(700);
    expect(items.length, "with what overlaps").toBeLessThan(1000);
    expect(counted).toBeLessThan(text.length * 6);
  });

  it("rests while it puts one chunk together, not only between two", async () => {
    const document = documentOf([{ kind: "list", text: "- a\n".repeat(150) }]);
    let calls = 0;
    let mostAtOnce = 0;
    const slowCount = (part: string) => {
      calls += 1;
      const until = performance.now() + 1;
      while (performance.now() < until);
      return countTokens(part);
    };
    let isDone = false;
    const watch = () => {
      mostAtOnce = Math.max(mostAtOnce, calls);
      calls = 0;
      if (!isDone) setImmediate(watch);
    };
    watch();
    const { signal } = new AbortController();
    const chunks = await chunkDocumentInTurns(document, chunking("structure", 290), slowCount, signal);
    isDone = true;
    watch();
    expect(chunks.length).toBe(2);
    expect(mostAtOnce).toBeLessThan(50);
  });

  it("lets others have their turn, and stops when told to", async () => {
    const document = documentOf([{ text: sentences(40_000) }]);
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const inTurns = await chunkDocumentInTurns(
      document,
      chunking("structure"),
      countTokens,
      new AbortController().signal,
    );
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
    expect(inTurns).toEqual(chunkDocument(document, chunking("structure"), countTokens));

    const controller = new AbortController();
    setImmediate(() => controller.abort(new Error("enough")));
    await expect(chunkDocumentInTurns(document, chunking("structure"), countTokens, controller.signal)).rejects.toThrow(
      "enough",
    );
  });
});
