import { describe, expect, it, test } from "vitest";
import { triggerAt, withoutTrigger } from "./trigger.ts";

const models = ["model", "modell"];

/** The caret stands where `|` does. */
function at(marked: string) {
  const caret = marked.indexOf("|");
  return triggerAt(marked.replace("|", ""), caret, models);
}

describe("what is typed at the caret", () => {
  it.each([
    ["/|", "command", ""],
    ["/sum|", "command", "sum"],
    ["  /über|", "command", "über"],
    ["/model |", "model", ""],
    ["/Modell gpt 4|", "model", "gpt 4"],
    ["@|", "source", ""],
    ["ask @Hand|", "source", "Hand"],
    ["ask @Employee Handbook|", "source", "Employee Handbook"],
    ["(@a|", "source", "a"],
    ["of #trav|", "tag", "trav"],
    ["line\n#x|", "tag", "x"],
    ["@first @sec|", "source", "sec"],
  ])("%s opens a list", (marked, kind, query) => expect(at(marked)).toMatchObject({ kind, query }));

  it.each([
    "what is 1/2|",
    "see /etc/passwd|",
    "/sum| of these",
    "/summarise now|",
    "mail anna@example.com|",
    "C#|",
    "# Heading|",
    "@ nobody|",
    "@a\nb|",
    `@${"x".repeat(61)}|`,
    "|@ada",
    "",
  ])("%s does not", (marked) => expect(at(marked)).toBeNull());

  it("tells where it stands", () => {
    expect(at("ask @Hand| please")).toMatchObject({ start: 4, end: 9 });
    expect(at("  /model gpt|")).toMatchObject({ start: 2, end: 12 });
  });
});

test("what was chosen leaves the text, and one space between the words around it", () => {
  const text = "ask @Hand please";
  expect(withoutTrigger(text, { kind: "source", query: "Hand", start: 4, end: 9 })).toEqual({
    text: "ask please",
    caret: 4,
  });
  expect(withoutTrigger("#x", { kind: "tag", query: "x", start: 0, end: 2 })).toEqual({ text: "", caret: 0 });
});
