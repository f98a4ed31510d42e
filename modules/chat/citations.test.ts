import type { Passage } from "@eai/modules/knowledge";
import { describe, expect, test } from "vitest";
import { checkCitations, toCitation } from "./citations.ts";

function passage(text: string, changes: Partial<Passage> = {}): Passage {
  return {
    chunkId: "chk_1",
    documentId: "doc_1",
    documentName: "Handbook.pdf",
    versionId: "ver_1",
    version: 1,
    knowledgeBaseId: "kb_1",
    text,
    pageFrom: 3,
    pageTo: 4,
    pageKind: "page",
    headingPath: ["Leave", "Annual leave"],
    start: 100,
    end: 100 + text.length,
    score: 1,
    language: "en",
    scores: { dense: null, lexical: 1, fused: 1, rerank: null },
    model: null,
    coverage: 1,
    minimumSimilarity: null,
    mergedFrom: ["chk_1"],
    relevant: true,
    ...changes,
  };
}

const leave = toCitation(
  passage("Full-time staff are entitled to 25 days of paid annual leave each calendar year."),
  1,
);
const travel = toCitation(
  passage("Train journeys are booked in second class; flights need the approval of the head of department.", {
    headingPath: ["Travel"],
  }),
  2,
);

function check(text: string, served = [leave, travel]) {
  const { citations, ...rest } = checkCitations(text, served);
  return { ...rest, numbers: citations.map(({ number }) => number) };
}

test("a citation says where its passage stands", () => {
  expect(leave).toMatchObject({
    number: 1,
    page_from: 3,
    heading_path: ["Leave", "Annual leave"],
    start_char: 100,
    link: "/knowledge-bases/kb_1/documents/doc_1?page=3&chunk=chk_1",
    available: true,
  });
  expect(toCitation(passage("x", { pageFrom: null, pageTo: null }), 1).link).toBe(
    "/knowledge-bases/kb_1/documents/doc_1?chunk=chk_1",
  );
});

describe("a marker stays when its passage can carry the statement", () => {
  test.each([
    "Full-time employees are entitled to paid annual leave of some weeks [1].",
    "You get 25 days [1].",
    "You get 25 days. [1]",
    "| kind | rule |\n|---|---|\n| Annual leave | paid, for full-time staff [1] |",
    "The handbook is clear: “paid annual leave each calendar year” [1].",
    "Full-time staff have annual leave [1] and flights need an approval [2].",
    "Staff and annual leave:\n\n- yes [1]",
    "Vollzeitkräfte haben Anspruch auf bezahlten Urlaub, und zwar jedes Jahr wieder aufs Neue [1].",
  ])("%s", (text) => {
    expect(check(text)).toMatchObject({ text, removed: false });
  });
});

describe("a marker goes when it points at nothing that carries the statement", () => {
  test.each([
    ["The moon is made of green cheese [1].", "The moon is made of green cheese."],
    ["Annual leave is paid for full-time staff [2].", "Annual leave is paid for full-time staff."],
    ["Annual leave is paid for full-time staff [1][2].", "Annual leave is paid for full-time staff [1]."],
    ["Full-time staff have annual leave [9].", "Full-time staff have annual leave."],
    ["It is what it is and this was that [1].", "It is what it is and this was that."],
    [
      "Paid annual leave for staff [1]. Dogs may sleep under the desk [1].",
      "Paid annual leave for staff [1]. Dogs may sleep under the desk.",
    ],
  ])("%s", (text, expected) => {
    expect(check(text)).toMatchObject({ text: expected, removed: true });
  });
});

test("only passages that are cited in the end are citations, once each and in order", () => {
  expect(check("Flights need an approval [2]. Annual leave is paid [1]. Staff have 25 days [1].").numbers).toEqual([
    1, 2,
  ]);
  expect(check("No evidence was found.")).toEqual({ text: "No evidence was found.", removed: false, numbers: [] });
});

test("code is left as it is", () => {
  const text = "Use `leave[1]`:\n\n```\nx = rows[9]\n```";
  expect(check(text)).toEqual({ text, removed: false, numbers: [] });
});

test("scripts without spaces are compared too", () => {
  const chinese = toCitation(
    passage("全职员工每年享有带薪年假，最多可以结转到次年三月。", { documentName: "手册.pdf", headingPath: [] }),
    1,
  );
  expect(check("全职员工享有带薪年假[1]。", [chinese])).toMatchObject({ removed: false, numbers: [1] });
  expect(check("月球是用奶酪做的[1]。", [chinese])).toMatchObject({ removed: true, numbers: [] });
});
