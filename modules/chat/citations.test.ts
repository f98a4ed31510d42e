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
  const { citations, unsupported: _, corrected: __, ...rest } = checkCitations(text, served);
  return { ...rest, numbers: citations.map(({ number }) => number) };
}

test("a citation says where its passage stands", () => {
  expect(leave).toMatchObject({
    number: 1,
    page_from: 3,
    heading_path: ["Leave", "Annual leave"],
    start_char: 100,
    link: "/knowledge-bases/kb_1/documents/doc_1?page=3&chunk=chk_1&version=1&from=100&to=180",
    available: true,
  });
  expect(toCitation(passage("x", { pageFrom: null, pageTo: null }), 1).link).toBe(
    "/knowledge-bases/kb_1/documents/doc_1?chunk=chk_1&version=1&from=100&to=101",
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

test("a citation says which part of its passage the answer rests on", () => {
  const [cited] = checkCitations("Flights need the approval of the head of department [2].", [leave, travel]).citations;
  expect(cited).toMatchObject({ number: 2, quote_start_char: travel.start_char, quote_end_char: travel.end_char });
  const long = toCitation(passage(`Dogs stay at home. ${leave.passage} Cats do as well.`), 3);
  const [part] = checkCitations("Full-time staff have 25 days of annual leave [3].", [long]).citations;
  const { quote_start_char: from = 0, quote_end_char: to = 0 } = part ?? {};
  expect(long.passage.slice(from - long.start_char, to - long.start_char)).toBe(leave.passage);
});

describe("a marker at the wrong passage is corrected when exactly one other says the same", () => {
  test("with the same figures and words", () => {
    const checked = checkCitations("Full-time staff are entitled to 25 days of paid annual leave [2].", [
      leave,
      travel,
    ]);
    expect(checked).toMatchObject({
      text: "Full-time staff are entitled to 25 days of paid annual leave [1].",
      corrected: true,
      removed: false,
      unsupported: [],
    });
    expect(checked.citations.map(({ number }) => number)).toEqual([1]);
  });

  test("not when two do, or none for certain", () => {
    const twin = toCitation(passage(`${leave.passage} This holds in every country.`), 3);
    const text = "Full-time staff are entitled to 25 days of paid annual leave [2].";
    expect(checkCitations(text, [leave, travel, twin])).toMatchObject({ removed: true, corrected: false });
    expect(checkCitations("Staff may have some annual leave [2].", [leave, travel])).toMatchObject({ removed: true });
  });
});

describe("sentences that no passage supports", () => {
  const unsupported = (text: string, served = [leave, travel]) => {
    const checked = checkCitations(text, served);
    return checked.unsupported.map(({ start, end }) => checked.text.slice(start, end));
  };

  test.each([
    [
      "without a marker",
      "Full-time staff have 25 days [1]. The office dog is called Rex.",
      ["The office dog is called Rex."],
    ],
    [
      "whose figure is another",
      "Full-time staff have 35 days of leave [1].",
      ["Full-time staff have 35 days of leave."],
    ],
    ["in a list", "Rules:\n\n- Annual leave is paid [1]\n- Parking costs 40 euros", ["Parking costs 40 euros"]],
    [
      "in a table",
      "| kind | rule |\n|---|---|\n| Annual leave | 25 days [1] |\n| Parking | 40 euros |",
      ["| Parking | 40 euros |"],
    ],
    ["behind emoji and markers", "😀 Annual leave is paid [1][2]. Lunch costs 7 €.", ["Lunch costs 7 €."]],
  ])("%s", (_, text, expected) => {
    expect(unsupported(text)).toEqual(expected);
  });

  test.each([
    "Full-time staff are entitled to 25 days of paid annual leave each year.",
    "Hello! I hope this helps. Would you like to know more about parking?",
    "# Parking for everybody\n\n**The rules of leave**\n\nHere is what the documents say:",
    "I could not find any information about parking in the documents.",
    "Dazu habe ich in den Dokumenten keinen Beleg gefunden.",
    "The sources I was given do not answer this question.",
    "```\nparking costs 40 euros\n```",
    "Annual leave is paid for full-time staff. [1]",
    "Annual leave is paid for full-time staff.\n[1]",
  ])("none in: %s", (text) => {
    expect(unsupported(text)).toEqual([]);
  });

  test("all claims, when nothing was found", () => {
    expect(unsupported("Hello! Parking costs 40 euros a month. Ask the porter for a card.", [])).toEqual([
      "Parking costs 40 euros a month.",
      "Ask the porter for a card.",
    ]);
    expect(checkCitations("Parking costs 40 euros.", [], { searched: false }).unsupported).toEqual([]);
  });

  test("an excuse hides no claim", () => {
    const text = "I found no evidence in the documents, but parking costs 40 euros.";
    expect(unsupported(text)).toEqual([text]);
  });
});
