import pptxgen from "pptxgenjs";
import { describe, expect, it } from "vitest";
import { pptxOf, shape } from "../../../../test/office-files.ts";
import { extractPptx } from "./pptx.ts";

/** Its types describe another kind of module than the one that is loaded. */
function newDeck() {
  const Deck = pptxgen as unknown as typeof pptxgen.default;
  return new Deck();
}

async function sampleDeck(): Promise<Uint8Array> {
  const deck = newDeck();
  deck.title = "Quarterly review";
  const first = deck.addSlide();
  first.addText("Results", { placeholder: "title", x: 0, y: 0, w: 5, h: 1 });
  first.addTable(
    [
      [{ text: "Region" }, { text: "Sum" }],
      [{ text: "North" }, { text: "42" }],
    ],
    { x: 1, y: 1, w: 5 },
  );
  first.addChart("bar", [{ name: "Boxes", labels: ["May", "June"], values: [7, 9] }], { x: 1, y: 3, w: 4, h: 3 });
  first.addNotes("Say thank you.");
  const second = deck.addSlide();
  second.addText([
    { text: "One", options: { bullet: true } },
    { text: "Two", options: { bullet: true, indentLevel: 1 } },
  ]);
  return new Uint8Array((await deck.write({ outputType: "arraybuffer" })) as ArrayBuffer);
}

describe("extractPptx", () => {
  it("reads what a presentation program wrote: tables, charts, lists, notes", async () => {
    const document = extractPptx(await sampleDeck());
    expect(document).toMatchObject({ title: "Quarterly review", pageCount: 2, pageKind: "slide" });
    expect(document.datedAt).toMatch(/^20\d\d-/);
    const texts = (page: number) => document.blocks.filter((block) => block.page === page).map(({ text }) => text);
    expect(texts(1)).toEqual([
      "Results",
      "| Region | Sum |\n| --- | --- |\n| North | 42 |",
      "|  | Boxes |\n| --- | --- |\n| May | 7 |\n| June | 9 |",
      "Notes: Say thank you.",
    ]);
    expect(texts(2)).toEqual(["Slide 2", "- One\n  - Two"]);
  });

  it("keeps the order of the slides, levels and groups, and leaves out hidden ones and furniture", () => {
    const bytes = pptxOf([
      {
        shapes: `${shape("body", ["Plan", "1:Design", "1:Test", "Build"])}${shape("ctrTitle", ["Start"])}${shape("sldNum", ["1"])}`,
        notes: "Remember",
      },
      { shapes: shape("title", ["Secret"]), isHidden: true },
      { shapes: `<p:grpSp>${shape(null, ["In a group"])}${shape(null, ["And more of it"])}</p:grpSp>` },
    ]);
    expect(extractPptx(bytes).blocks.map(({ kind, page, text }) => [page, kind, text])).toEqual([
      [1, "heading", "Start"],
      [1, "list", "- Plan\n  - Design\n  - Test\n- Build"],
      [1, "paragraph", "Notes: Remember"],
      [3, "heading", "In a group"],
      [3, "paragraph", "And more of it"],
    ]);
  });

  it("reads what stands twice for old programs once", () => {
    const twice = `<mc:AlternateContent><mc:Choice>${shape(null, ["once"])}</mc:Choice><mc:Fallback>${shape(null, ["once"])}</mc:Fallback></mc:AlternateContent>`;
    expect(extractPptx(pptxOf([{ shapes: twice }])).text).toBe("once");
  });

  it("says that there is nothing in it", () => {
    expect(() => extractPptx(pptxOf([{ shapes: "" }]))).toThrow(expect.objectContaining({ code: "empty_document" }));
  });
});
