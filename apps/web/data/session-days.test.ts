import type { Session } from "@eai/contract";
import { expect, test } from "vitest";
import { groupByDay } from "./session-days.ts";

function session(id: string, updated: Date, pinned = false): Session {
  return {
    id,
    title: id,
    pinned,
    model: null,
    knowledge_base_ids: [],
    document_ids: [],
    folder_id: null,
    shared: false,
    answering: false,
    created_at: updated.toISOString(),
    updated_at: updated.toISOString(),
  };
}

test("groups by calendar day, pinned apart, and leaves empty groups out", () => {
  const now = new Date(2026, 10, 23, 0, 30);
  const groups = groupByDay(
    [
      session("pinned", new Date(2025, 0, 1), true),
      session("now", now),
      session("late yesterday", new Date(2026, 10, 22, 23, 59)),
      session("last week", new Date(2026, 10, 17)),
      session("old", new Date(2026, 1, 1)),
    ],
    now,
  );
  expect(groups.map((group) => [group.period, group.sessions.map(({ id }) => id)])).toEqual([
    ["pinned", ["pinned"]],
    ["today", ["now"]],
    ["yesterday", ["late yesterday"]],
    ["lastWeek", ["last week"]],
    ["older", ["old"]],
  ]);
});
