import type { Citation } from "@eai/contract";
import { expect, test } from "vitest";
import { unsupportedAsSent } from "../citations.ts";
import type { Rulings } from "../judgement.ts";
import { createCitedText } from "./cited-text.ts";

const source: Citation = {
  number: 1,
  chunk_id: "chk_1",
  document_id: "doc_1",
  document_name: "handbook.md",
  version: 1,
  knowledge_base_id: "kb_1",
  page_from: null,
  page_to: null,
  page_kind: null,
  heading_path: ["Leave"],
  passage: "Full-time staff have 25 days of paid annual leave.",
  start_char: 0,
  end_char: 50,
  link: "/",
  available: true,
};

test("in a long answer every marker is checked, and none takes longer than the first ones", () => {
  const cited = createCitedText([source]);
  const sentence = "Full-time staff have 25 days of paid annual leave [1]. ";
  const unfounded = "Dividends of the brewery are paid in bottles of stout [1]. ";
  const started = performance.now();
  let sent = "";
  for (let index = 0; index < 1000; index++) sent += cited.push(index % 100 === 99 ? unfounded : sentence);
  sent += cited.end();
  expect(sent).toBe(`${sentence.repeat(99)}${unfounded.replace(" [1]", "")}`.repeat(10));
  expect(cited.citations()).toEqual([{ ...source, quote_start_char: 0, quote_end_char: 50 }]);
  // Read from its beginning at each marker it is minutes.
  expect(performance.now() - started).toBeLessThan(20_000);
});

test("sentences without support are told in the text as it was sent, and a marker a model refuses supports nothing", () => {
  const cited = createCitedText([source]);
  const text =
    "Full-time staff have 25 days of paid annual leave [1]. The brewery pays its dividends in bottles of stout.";
  const sent = cited.push(text.slice(0, 60)) + cited.push(text.slice(60)) + cited.end();
  expect(cited.text()).toBe(sent);
  const named = (rulings?: Rulings) =>
    unsupportedAsSent(sent, [source], rulings).map(({ start, end }) => sent.slice(start, end).trim());
  expect(named()).toEqual(["The brewery pays its dividends in bottles of stout."]);
  expect(named(() => false)).toHaveLength(2);
});
