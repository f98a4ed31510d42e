import { expect, test } from "vitest";
import { type ChatMessage, keepUnchanged } from "./chat-message.ts";
import { choicesThrough, shownTurns } from "./conversation-tree.ts";

function question(id: string, text: string, parentId?: string | null): ChatMessage {
  return {
    id,
    role: "user",
    parts: [{ type: "text", text }],
    ...(parentId !== undefined && { metadata: { parentId } }),
  };
}

function answer(id: string, parentId?: string): ChatMessage {
  return { id, role: "assistant", parts: [{ type: "text", text: id }], ...(parentId && { metadata: { parentId } }) };
}

/** Asked, answered again, and followed up; then the first question in other words. */
const branched = [
  question("q1", "One?", null),
  answer("a1", "q1"),
  question("q2", "Two?", "a1"),
  answer("a2", "q2"),
  question("q2b", "Two?", "a1"),
  answer("a2b", "q2b"),
  question("q3", "Three?", "a2b"),
  answer("a3", "q3"),
  question("q1b", "One, in other words?", null),
  answer("a1b", "q1b"),
];

function path(messages: readonly ChatMessage[], choices = {}): string[] {
  return shownTurns(messages, choices).flatMap(({ question, answer }) => [question.id, ...(answer ? [answer.id] : [])]);
}

test("The newest message decides which path is shown", () => {
  expect(path(branched)).toEqual(["q1b", "a1b"]);
  expect(path(branched.slice(0, 8))).toEqual(["q1", "a1", "q2b", "a2b", "q3", "a3"]);
  expect(path([])).toEqual([]);
});

test("A choice is shown instead, and below it the newest again", () => {
  expect(path(branched, { start: "q1" })).toEqual(["q1", "a1", "q2b", "a2b", "q3", "a3"]);
  expect(path(branched, { start: "q1", a1: "q2" })).toEqual(["q1", "a1", "q2", "a2"]);
  expect(path(branched, { start: "gone" })).toEqual(["q1b", "a1b"]);
});

test("The same words are versions of the answer, other words versions of the question", () => {
  const [first, second, third] = shownTurns(branched, { start: "q1", a1: "q2b" });
  expect(first?.questionVersions).toEqual({ position: 0, questionIds: ["q1", "q1b"] });
  expect(first?.answerVersions).toEqual({ position: 0, questionIds: ["q1"] });
  expect(second?.answerVersions).toEqual({ position: 1, questionIds: ["q2", "q2b"] });
  expect(second?.questionVersions).toEqual({ position: 0, questionIds: ["q2b"] });
  expect(third?.answerVersions.questionIds).toEqual(["q3"]);
});

test("Another question is reached at its newest answer", () => {
  const messages = [
    question("q1", "One?", null),
    answer("a1", "q1"),
    question("q1b", "One?", null),
    answer("a1b", "q1b"),
    question("q1c", "Uno?", null),
    answer("a1c", "q1c"),
  ];
  expect(shownTurns(messages, {})[0]?.questionVersions).toEqual({ position: 1, questionIds: ["q1b", "q1c"] });
  expect(shownTurns(messages, { start: "q1" })[0]?.questionVersions.questionIds).toEqual(["q1", "q1c"]);
});

test("What does not name its parent follows the message before it, as in a list", () => {
  const list = [question("q1", "One?"), answer("a1"), question("q2", "Two?"), answer("a2"), question("q3", "Three?")];
  expect(path(list)).toEqual(["q1", "a1", "q2", "a2", "q3"]);
});

test("A question whose parent is not here begins the conversation instead of being lost", () => {
  expect(path([question("q1", "One?", "somewhere"), answer("a1", "q1")])).toEqual(["q1", "a1"]);
  expect(path([question("q1", "One?", "a1"), answer("a1", "q1")])).toEqual(["q1", "a1"]);
});

test("A message on another branch is brought onto the path, one on it changes nothing", () => {
  const choices = { start: "q1b" };
  const wanted = choicesThrough(branched, choices, "a2");
  expect(path(branched, wanted)).toEqual(["q1", "a1", "q2", "a2"]);
  expect(choicesThrough(branched, wanted, "q1")).toBe(wanted);
  expect(choicesThrough(branched, choices, "nowhere")).toBe(choices);
});

test("What was read again and did not change stays the same object, and a question keeps its name on the page", () => {
  const streamed = { ...question("q1", "One?", null), metadata: { parentId: null, key: "local" } };
  const known = [streamed, answer("a1", "q1")];
  const stored = [question("q1", "One?", null), answer("a1", "q1"), question("q2", "Two?", "a1")];
  const kept = keepUnchanged(known, stored);
  expect(kept.map((message) => message.id)).toEqual(["q1", "a1", "q2"]);
  expect(kept[0]).toBe(streamed);
  expect(kept[1]).toBe(known[1]);
  const changed = keepUnchanged(known, [question("q1", "One, changed?", null)]);
  expect(changed[0]?.metadata?.key).toBe("local");
  expect(changed[0]).not.toBe(streamed);
});
