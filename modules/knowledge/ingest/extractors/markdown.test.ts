import { describe, expect, it } from "vitest";
import { sampleMarkdown, sampleText } from "../../../../test/sample-files.ts";
import { extractMarkdown } from "./markdown.ts";
import { extractPlainText } from "./plain-text.ts";

function blocksOf(markdown: string) {
  return extractMarkdown(Buffer.from(markdown)).blocks.map(({ kind, level, text }) =>
    level ? [kind, level, text] : [kind, text],
  );
}

describe("extractMarkdown", () => {
  it("reads front matter, headings, lists, tables and code", () => {
    expect(extractMarkdown(Buffer.from(sampleMarkdown)).title).toBe("Release Notes");
    expect(blocksOf(sampleMarkdown)).toEqual([
      ["heading", 1, "Release 4.2"],
      ["paragraph", "The release **Seeadler** brings faster reports."],
      ["heading", 2, "Changes"],
      [
        "list",
        "- Reports are built in the background.\n- The export knows the format ODS.\n  It keeps the widths of columns.",
      ],
      ["heading", 2, "Limits"],
      ["table", "| Plan | Reports per day |\n| --- | --- |\n| Basic | 20 |\n| Team | 500 |"],
      ["code", "# not a heading\nnordwind report --all"],
    ]);
  });

  it("reads underlined headings, quotes, comments and breaks", () => {
    expect(blocksOf("Title\n=====\nText\n\n> quoted\n> more\n\n<!-- hidden\nstill -->\n***\nPart\n---\n")).toEqual([
      ["heading", 1, "Title"],
      ["paragraph", "Text"],
      ["paragraph", "quoted\nmore"],
      ["heading", 2, "Part"],
    ]);
  });

  it("keeps what is not closed", () => {
    expect(blocksOf("<!-- never closed\n\n```\ncode to the end")).toEqual([
      ["paragraph", "<!-- never closed"],
      ["code", "code to the end"],
    ]);
  });

  it("keeps every item of an endlessly nested list, but no endless indentation", () => {
    const depths = Array.from({ length: 1500 }, (_, depth) => `${" ".repeat(2 * depth)}- item ${depth}`);
    const { text } = extractMarkdown(Buffer.from(depths.join("\n")));
    const items = text.split("\n");
    expect(items.map((item) => item.trim())).toEqual(depths.map((item) => item.trim()));
    expect(items.slice(0, 51)).toEqual(depths.slice(0, 51));
    expect(items[1499]).toBe(`${" ".repeat(100)}- item 1499`);
    const code = extractMarkdown(Buffer.from(`\`\`\`\na${"\u3000\t".repeat(5000)}b${"\n".repeat(9000)}c\n\`\`\``));
    expect(code.text).toBe(`a${"\u3000\t".repeat(50)}b${"\n".repeat(20)}c`);
  });

  it.each([
    ["nested quotes", `${">".repeat(100_000)} deep`],
    ["brackets", "[".repeat(200_000)],
    ["lines of quotes", "> > > > x\n".repeat(100_000)],
    ["unclosed comments", "<!-- x\n\n".repeat(50_000)],
    ["blanks", `a${" ".repeat(300_000)}b`],
    ["table rows", `|a|b|\n|-|-|\n${"|1|2|\n".repeat(100_000)}`],
    ["hashes", "#".repeat(300_000)],
  ])("reads a flood of %s", (_, markdown) => {
    // In quadratic time it would run into the limit of the test.
    expect(extractMarkdown(Buffer.from(markdown)).text).not.toBe("");
  });
});

describe("extractPlainText", () => {
  it("separates paragraphs at empty lines", () => {
    const { blocks, language } = extractPlainText(Buffer.from(sampleText.replaceAll("\n", "\r\n"), "latin1"));
    expect(blocks.map((block) => block.text)).toEqual(sampleText.trim().split("\n\n"));
    expect(language).toBe("de");
  });

  it("drops what a database cannot hold", () => {
    expect(extractPlainText(Buffer.from("\ufeffa\u0007b\u00adc \ufb01n")).text).toBe("abc fin");
  });

  it("says that there is nothing", () => {
    expect(() => extractPlainText(Buffer.from("  \n \n"))).toThrow(expect.objectContaining({ code: "empty_document" }));
  });
});
