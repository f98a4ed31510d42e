import { expect, test } from "vitest";
import { newlyAnswered } from "./unread-sessions.ts";

test("A conversation is marked when its answer ends and nobody looks at it", () => {
  const sessions = [
    { id: "ended", answering: false },
    { id: "watched", answering: false },
    { id: "still answering", answering: true },
    { id: "quiet", answering: false },
  ];
  const before = new Set(["ended", "watched", "still answering", "gone"]);
  expect(newlyAnswered(before, sessions, "watched")).toEqual(["ended"]);
  expect(newlyAnswered(before, sessions, undefined)).toEqual(["ended", "watched"]);
  expect(newlyAnswered(new Set(), sessions, undefined)).toEqual([]);
});
