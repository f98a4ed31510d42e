import { tagsSchema } from "@eai/contract";

const tagsAtMost = 20;

export type TagProblem = "there" | "too_many" | "invalid";

/**
 * Adds what somebody typed to the tags of a document. Commas and line ends part several; spaces around are left out.
 * @returns the tags, or why it cannot be one of them; undefined where nothing was typed
 */
export function addTags(
  tags: readonly string[],
  typed: string,
): { tags: string[] } | { problem: TagProblem } | undefined {
  const words = typed
    .split(/[,\n]/)
    .map((word) => word.trim().normalize())
    .filter((word) => word !== "");
  if (words.length === 0) return undefined;
  const fresh = [...new Set(words)].filter((word) => !tags.includes(word));
  if (fresh.length === 0) return { problem: "there" };
  const all = [...tags, ...fresh];
  if (all.length > tagsAtMost) return { problem: "too_many" };
  return tagsSchema.safeParse(all).success ? { tags: all } : { problem: "invalid" };
}

/**
 * What the tags of several documents become: those taken from what they had in common go, what was added is added, and each
 * keeps its own.
 */
export function changeTags(own: readonly string[], common: readonly string[], chosen: readonly string[]): string[] {
  const kept = own.filter((tag) => !common.includes(tag) || chosen.includes(tag));
  return [...kept, ...chosen.filter((tag) => !kept.includes(tag))].slice(0, tagsAtMost);
}

/** Tags that all of these documents have. */
export function commonTags(documents: readonly { tags: readonly string[] }[]): string[] {
  const [first, ...others] = documents;
  return (first?.tags ?? []).filter((tag) => others.every(({ tags }) => tags.includes(tag)));
}
