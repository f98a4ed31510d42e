import { array, assert, constantFrom, integer, oneof, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { createMarkerFilter, withoutMarkers } from "./marker-filter.ts";
import { createMarkerScanner, type MarkdownPiece } from "./marker-scanner.ts";

function scan(...parts: string[]): MarkdownPiece[] {
  const scanner = createMarkerScanner();
  return [...parts.flatMap((part) => scanner.push(part)), ...scanner.end()];
}

function markers(text: string): number[][] {
  return scan(text).flatMap((piece) => (piece.kind === "marker" ? [piece.numbers] : []));
}

/** Streams a text in pieces and gives what was shown. */
function stream(parts: readonly string[], sourceCount: number, searched = true): string {
  const filter = createMarkerFilter(sourceCount, searched);
  return parts.map((part) => filter.push(part).text).join("") + filter.end().text;
}

describe("markers", () => {
  test.each([
    ["25 days [1].", [[1]]],
    ["both [1][2] and [ 3 ]", [[1], [2], [3]]],
    [
      "a list [1, 2;3] and a range [2-4]",
      [
        [1, 2, 3],
        [2, 3, 4],
      ],
    ],
    ["other brackets 【1】 and 【2†handbook.pdf】", [[1], [2]]],
    ["a footnote [^1]", [[1]]],
    ["no markers: [x], [ ], [2024], [0, 1], [link](https://a.example), \\[1\\], [1-400], [", []],
    ["in code `row[1]` and ``a`[1]`` but here [2]", [[2]]],
    ["```js\nrow[1]\n```\nafter [2]\n~~~\n[3]\n```\n[4]\n~~~\n[5]", [[2], [5]]],
    ["- item\n  ```\n  [1]\n\n  [2]\n  ```\n- item [3]", [[3]]],
    ["a lone ` tick\n\nand [1]", [[1]]],
  ])("%s", (text, expected) => {
    expect(markers(text)).toEqual(expected);
  });

  test("the pieces are the text", () => {
    assert(
      property(hostileMarkdown, (text) => {
        const again = scan(text).map((piece) => (piece.kind === "text" ? piece.text : piece.raw));
        expect(again.join("")).toBe(text);
      }),
    );
  });
});

const hostileMarkdown = array(
  oneof(
    constantFrom(
      "[1]",
      "[",
      "]",
      "[1, ",
      "2]",
      "【",
      "1",
      "†x】",
      "`",
      "```",
      "```\n",
      "~~~",
      "\n",
      "\n\n",
      " ",
      "\\",
      "[^2]",
      "【9】",
    ),
    string({ maxLength: 6 }),
  ),
  { maxLength: 25 },
).map((parts) => parts.join(""));

describe("the filter of a stream", () => {
  test("shows the same however the text is cut into pieces", () => {
    assert(
      property(hostileMarkdown, array(integer({ min: 1, max: 5 }), { minLength: 1 }), (text, lengths) => {
        const parts: string[] = [];
        for (let start = 0, index = 0; start < text.length; index++) {
          const length = lengths[index % lengths.length] ?? 1;
          parts.push(text.slice(start, start + length));
          start += length;
        }
        expect(stream(parts, 2)).toBe(stream([text], 2));
      }),
      { numRuns: 3000 },
    );
  });

  test("never shows a number without a source, not even for a moment", () => {
    const shown: string[] = [];
    const filter = createMarkerFilter(2, true);
    for (const letter of "Yes [1, 7], no [9] and maybe [12][2].") shown.push(filter.push(letter).text);
    shown.push(filter.end().text);
    expect(shown.join("")).toBe("Yes [1], no and maybe[2].");
    expect(shown.join("|")).not.toMatch(/[79]/);
  });

  test("holds back no more than what may become a marker", () => {
    const filter = createMarkerFilter(2, true);
    expect(filter.push("The rule").text).toBe("The rule");
    expect(filter.push(" [").text).toBe("");
    expect(filter.push("see").text).toBe(" [see");
  });

  test("says which sources a piece names and whether one was taken out", () => {
    const filter = createMarkerFilter(3, true);
    expect(filter.push("a [2, 3] b [4] c")).toEqual({ text: "a [2][3] b c", cited: [2, 3], removed: true });
  });

  test("without a search a list of numbers is the answer's own, a single marker is not", () => {
    expect(stream(["Sorted: [1, 2, 3]. As shown in [1]."], 0, false)).toBe("Sorted: [1, 2, 3]. As shown in.");
  });

  test("a long stretch of white space is read once, not from each of its places", () => {
    const text = `Wait${" \t".repeat(200_000)}here [1]`;
    const started = performance.now();
    expect(withoutMarkers(text)).toBe(text.slice(0, -4));
    // From each place it is minutes.
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test("an earlier answer is given to the model without its markers", () => {
    expect(withoutMarkers("25 days [1][2]; code `a[1]`.")).toBe("25 days; code `a[1]`.");
  });
});
