import type { ListedSession, Session } from "@eai/contract";
import { expect, test } from "vitest";
import { joinFound } from "./found-sessions.ts";

function session(id: string, title: string): Session {
  return { id, title } as Session;
}
function listed(id: string, title: string): ListedSession {
  return {
    id,
    title,
    match: { message_id: `msg_${id}`, text: "about hotels", start_char: 6, end_char: 12 },
  } as ListedSession;
}

test("Titles come first, what only a message says after them, and nothing twice", () => {
  const sessions = [session("1", "My hotel"), session("2", "Hotels"), session("3", "Holiday")];
  const found = [listed("2", "Hotels"), listed("3", "Holiday"), listed("9", "Older than the list")];
  const joined = joinFound(sessions, found, "hotel", () => false);
  expect(joined.map((entry) => [entry.session.id, entry.match?.message_id ?? null])).toEqual([
    ["2", "msg_2"],
    ["1", null],
    ["3", "msg_3"],
    ["9", "msg_9"],
  ]);
});

test("What was deleted a moment ago is not found", () => {
  expect(joinFound([], [listed("1", "Hotels")], "hotel", (id) => id === "1")).toEqual([]);
});
