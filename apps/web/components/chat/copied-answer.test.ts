import type { Citation } from "@eai/contract";
import { expect, test } from "vitest";
import { en } from "../../messages/en/index.ts";
import { copiedAnswer } from "./copied-answer.ts";

function citation(number: number, change: Partial<Citation> = {}): [number, Citation] {
  return [
    number,
    {
      number,
      chunk_id: `chk_${number}`,
      document_id: `doc_${number}`,
      document_name: `handbook [${number}].pdf`,
      version: 1,
      knowledge_base_id: "kb_1",
      page_from: number,
      page_to: number,
      page_kind: "page",
      heading_path: ["Leave"],
      passage: "Thirty days.",
      start_char: 0,
      end_char: 12,
      link: `/knowledge-bases/kb_1/documents/doc_${number}?page=${number}`,
      available: true,
      ...change,
    },
  ];
}

const origin = "https://assistant.example.com";
const citations = new Map([citation(1), citation(2), citation(5, { available: false, document_name: "" })]);
const text =
  "## Leave\n\nYou have **thirty** days [2][5].\n\n```ts\nlist[1] = `a`;\n```\n\n| a | b |\n|---|---|\n| 1 | *2* |";

test("Markdown is kept, with a numbered list of the sources that are cited and their links", () => {
  expect(copiedAnswer({ text, citations }, "markdown", origin, en)).toBe(
    `${text}\n\n**Sources**\n\n` +
      "- \\[2\\] [handbook \\[2\\].pdf](<https://assistant.example.com/knowledge-bases/kb_1/documents/doc_2?page=2>), Page 2 › Leave\n" +
      "- \\[5\\] Source no longer available\n",
  );
});

test("Plain text has no signs, and the same sources", () => {
  expect(copiedAnswer({ text, citations }, "plain", origin, en)).toBe(
    "Leave\n\nYou have thirty days [2][5].\n\nlist[1] = `a`;\n\na\tb\n1\t2\n\nSources:\n\n" +
      "[2] handbook [2].pdf, Page 2 › Leave: https://assistant.example.com/knowledge-bases/kb_1/documents/doc_2?page=2\n" +
      "[5] Source no longer available\n",
  );
});

test("Without sources the numbers go, and code stays as it is", () => {
  const copied = copiedAnswer({ text, citations }, "text", origin, en);
  expect(copied).toContain("You have thirty days.");
  expect(copied).toContain("list[1] = `a`;");
  expect(copied).not.toContain("Sources");
});

test("An answer that cites nothing is its text", () => {
  expect(copiedAnswer({ text: "No idea.\n", citations: new Map() }, "markdown", origin, en)).toBe("No idea.");
});
