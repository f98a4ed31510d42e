import { expect, test } from "vitest";
import { type AnnouncerState, nextAnnouncement, spokenText, unheard } from "./announcement.ts";

/** Reads a text that grows by so many characters in each step of 100 ms. */
function listen(text: string, charactersPerStep: number) {
  let state: AnnouncerState = unheard;
  const heard: { at: number; say: string }[] = [];
  const steps = Math.ceil(text.length / charactersPerStep);
  for (let step = 1; step <= steps; step++) {
    const now = step * 100;
    const next = nextAnnouncement(state, text.slice(0, step * charactersPerStep), now, step === steps);
    if (!next) continue;
    heard.push({ at: now, say: next.say });
    state = next.state;
  }
  return heard;
}

const sentences = Array.from({ length: 12 }, (_, index) => `This is sentence number ${index + 1} of the answer.`);

test("Whole sentences are read, in order, each once", () => {
  const heard = listen(sentences.join(" "), 1);
  expect(heard.map(({ say }) => say).join(" ")).toBe(sentences.join(" "));
  for (const { say } of heard) expect(say).toMatch(/\.$/);
});

test("Nothing is said before the last words can have been spoken", () => {
  const heard = listen(sentences.join(" "), 3);
  for (const [index, { at, say }] of heard.slice(0, -2).entries()) {
    const next = heard[index + 1];
    expect((next?.at ?? 0) - at).toBeGreaterThanOrEqual(Math.max(3_000, (say.length / 16) * 1000) - 100);
  }
});

test("An answer that runs ahead is not read for minutes after its end", () => {
  const heard = listen(Array.from({ length: 40 }, () => sentences.join(" ")).join("\n"), 400);
  expect(heard.length).toBeLessThan(8);
  for (const { say } of heard) expect(say.length).toBeLessThanOrEqual(281);
});

test("Half a sentence waits, until the answer ends with it", () => {
  expect(nextAnnouncement(unheard, "It costs 4.50 euros and", 0, false)).toBeUndefined();
  expect(nextAnnouncement(unheard, "It costs 4.50 euros and", 0, true)?.say).toBe("It costs 4.50 euros and");
  expect(nextAnnouncement(unheard, "  ", 0, true)).toBeUndefined();
});

test("What is spoken has no signs, sources, code or addresses", () => {
  const markdown =
    "## Leave\n\n- **Thirty** days [1][2].\n\n| Cars | Price |\n|---|---|\n| Small | 40 |\n\n```ts\nconst a = 1;\n```\nSee [the rules](https://example.com/a).";
  const spoken = spokenText(markdown);
  expect(spoken).toContain("Leave");
  expect(spoken).toContain("Thirty days.");
  expect(spoken).toContain("Small 40");
  expect(spoken).toContain("See the rules.");
  expect(spoken).not.toMatch(/[#*|`[\]]|const|https/);
});
