"use client";
import { useQueries } from "@tanstack/react-query";
import { FileText, Library } from "lucide-react";
import { useRouter } from "next/navigation";
import { useBrowserStore } from "@/data/browser-store.ts";
import { documentQuery, viewerPath } from "@/data/documents.ts";
import { useKnowledgeBases } from "@/data/knowledge-bases.ts";
import type { PaletteItem } from "./palette-items.ts";
import { paletteRecents, type Recent } from "./palette-recents.ts";
import { useLatestSessionItems } from "./use-palette-items.ts";

const shownRecents = 5;

/**
 * What was opened with the palette, then the latest conversations. Only ids are kept, so the names are those of now,
 * and what is gone or may not be seen any more is not there.
 * @param known the actions and settings of this page
 */
export function useRecentItems(known: readonly PaletteItem[]): PaletteItem[] {
  const router = useRouter();
  const recents = useBrowserStore(paletteRecents);
  const sessions = useLatestSessionItems();
  const bases = useKnowledgeBases().data ?? [];
  const documents = useQueries({
    queries: recents
      .filter(({ kind }) => kind === "document")
      .map(({ id, knowledgeBaseId = "" }) => ({
        ...documentQuery(knowledgeBaseId, id),
        staleTime: 60_000,
        retry: false,
      })),
  });

  function itemOf(recent: Recent): PaletteItem | undefined {
    const { kind, id } = recent;
    if (kind === "session") return sessions.find((item) => item.recent?.id === id);
    if (kind === "command" || kind === "setting")
      return known.find((item) => item.recent?.kind === kind && item.recent.id === id);
    if (kind === "knowledgeBase") {
      const base = bases.find((entry) => entry.id === id);
      const run = () => router.push(`/knowledge-bases/${encodeURIComponent(id)}`);
      return (
        base && {
          value: `knowledge-base:${id}`,
          group: "recent",
          icon: Library,
          title: base.name,
          score: 0,
          recent,
          run,
        }
      );
    }
    const document = documents.find((query) => query.data?.id === id)?.data;
    const base = bases.find((entry) => entry.id === recent.knowledgeBaseId);
    if (!document) return undefined;
    const run = () => router.push(viewerPath({ knowledgeBaseId: document.knowledge_base_id, documentId: id }));
    const detail = base && { detail: base.name };
    return {
      value: `document:${id}`,
      group: "recent",
      icon: FileText,
      title: document.name,
      score: 0,
      recent,
      run,
      ...detail,
    };
  }

  const opened = recents.map(itemOf).filter((item) => item !== undefined);
  const taken = new Set(opened.map((item) => item.value));
  const latest = sessions.filter((item) => !taken.has(item.value));
  return [...opened, ...latest].slice(0, shownRecents).map((item) => ({ ...item, group: "recent", score: 0 }));
}
