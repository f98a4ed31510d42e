import { expect, test } from "vitest";
import { parseRecents, type Recent, withRecent } from "./palette-recents.ts";

test("What was opened last stands first, once, and few are kept", () => {
  let recents: readonly Recent[] = [];
  for (let count = 1; count <= 12; count += 1) recents = withRecent(recents, { kind: "session", id: `ses_${count}` });
  recents = withRecent(recents, { kind: "session", id: "ses_9" });
  recents = withRecent(recents, { kind: "knowledgeBase", id: "ses_9" });
  expect(recents).toHaveLength(8);
  expect(recents.slice(0, 3).map(({ kind, id }) => `${kind} ${id}`)).toEqual([
    "knowledgeBase ses_9",
    "session ses_9",
    "session ses_12",
  ]);
});

test("What is kept may be nonsense", () => {
  const good = { kind: "document", id: "doc_1", knowledgeBaseId: "kb_1" };
  const kept = [good, { kind: "document", id: "doc_2" }, { kind: "script", id: "x" }, { kind: "session" }, null, "x"];
  expect(parseRecents(kept)).toEqual([good]);
  expect(parseRecents({ length: 3 })).toEqual([]);
});
