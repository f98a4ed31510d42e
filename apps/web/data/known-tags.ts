import type { Document } from "@eai/contract";
import { useMemo } from "react";

/** Tags that the documents of a list have, the most frequent first. */
export function useKnownTags(documents: readonly Document[]): readonly string[] {
  const joined = useMemo(() => {
    const counts = new Map<string, number>();
    for (const { tags } of documents) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    const sorted = [...counts].toSorted(([one, first], [other, second]) => second - first || one.localeCompare(other));
    return sorted.map(([tag]) => tag).join("\n");
  }, [documents]);
  // By what it says, not by which list it came from: rows are not drawn again because a state has changed.
  return useMemo(() => (joined === "" ? [] : joined.split("\n")), [joined]);
}
