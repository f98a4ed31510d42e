import type { Session, SessionFolder } from "@eai/contract";
import { expect, test } from "vitest";
import { arrangeSessions, inOrder } from "./session-groups.ts";

const now = new Date(2026, 10, 27, 12);

function session(id: string, more: Partial<Session> = {}): Session {
  const updated_at = new Date(2026, 10, 27, 9).toISOString();
  const none = { model: null, knowledge_base_ids: [], answering: false, pinned: false, folder_id: null, shared: false };
  return { id, title: id, ...none, created_at: updated_at, updated_at, ...more } as Session;
}

const folder: SessionFolder = { id: "fld_1", name: "Tenders", created_at: now.toISOString() };
const sessions = [
  session("pinned", { pinned: true }),
  session("first"),
  session("filed", { folder_id: "fld_1" }),
  session("filed and pinned", { folder_id: "fld_1", pinned: true }),
  session("of a deleted folder", { folder_id: "fld_gone" }),
];

test("A conversation stands in its folder and nowhere else", () => {
  const arranged = arrangeSessions(sessions, [folder], now);
  expect(arranged.folders[0]?.sessions.map(({ id }) => id)).toEqual(["filed and pinned", "filed"]);
  expect(arranged.groups.map((group) => [group.period, group.sessions.map(({ id }) => id)])).toEqual([
    ["pinned", ["pinned"]],
    ["today", ["first", "of a deleted folder"]],
  ]);
});

test("From the top down there are pinned ones, open folders, days", () => {
  const arranged = arrangeSessions(sessions, [folder], now);
  expect(inOrder(arranged, []).map(({ id }) => id)).toEqual([
    "pinned",
    "filed and pinned",
    "filed",
    "first",
    "of a deleted folder",
  ]);
  expect(inOrder(arranged, ["fld_1"]).map(({ id }) => id)).toEqual(["pinned", "first", "of a deleted folder"]);
});
