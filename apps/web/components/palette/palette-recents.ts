import { createBrowserStore } from "../../data/browser-store.ts";

/** What was opened with the palette: ids and names of commands, never names of things. */
export interface Recent {
  kind: "session" | "knowledgeBase" | "document" | "command" | "setting";
  id: string;
  /** Of a document. */
  knowledgeBaseId?: string;
}

const keptRecents = 8;
const kinds: readonly string[] = [
  "session",
  "knowledgeBase",
  "document",
  "command",
  "setting",
] satisfies Recent["kind"][];

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= 100;
}

/** Reads them out of whatever was kept. */
export function parseRecents(kept: unknown): readonly Recent[] {
  if (!Array.isArray(kept)) return [];
  return kept
    .filter((entry): entry is Record<string, unknown> => typeof entry === "object" && entry !== null)
    .filter(({ kind, id }) => isText(kind) && kinds.includes(kind) && isText(id))
    .map(({ kind, id, knowledgeBaseId }) => ({
      kind: kind as Recent["kind"],
      id: id as string,
      ...(isText(knowledgeBaseId) && { knowledgeBaseId }),
    }))
    .filter(({ kind, knowledgeBaseId }) => kind !== "document" || knowledgeBaseId !== undefined)
    .slice(0, keptRecents);
}

export const paletteRecents = createBrowserStore<readonly Recent[]>({
  key: "palette-recents",
  fallback: [],
  parse: parseRecents,
  personal: true,
});

/** The list with what was just opened at its head. */
export function withRecent(recents: readonly Recent[], opened: Recent): readonly Recent[] {
  const others = recents.filter(({ kind, id }) => kind !== opened.kind || id !== opened.id);
  return [opened, ...others].slice(0, keptRecents);
}
