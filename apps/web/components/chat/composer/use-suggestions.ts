"use client";
import type { KnowledgeBase, Model, Tag } from "@eai/contract";
import { useDeferredValue } from "react";
import { useFoundDocuments, useTags } from "@/data/found-documents.ts";
import { useKnowledgeBases } from "@/data/knowledge-bases.ts";
import { useModels } from "@/data/models.ts";
import { useMessages } from "@/messages/index.tsx";
import { type Command, matchingCommands } from "./commands.ts";
import type { QuestionDocument } from "./question.ts";
import type { Trigger } from "./trigger.ts";

/** Something that can be chosen where a sign was typed. */
export type Suggestion =
  | { kind: "command"; key: string; command: Command }
  | { kind: "model"; key: string; model: Model }
  | { kind: "knowledge_base"; key: string; base: KnowledgeBase }
  | { kind: "document"; key: string; document: QuestionDocument; place: string }
  | { kind: "tag"; key: string; tag: Tag };

export interface Suggestions {
  entries: Suggestion[];
  /** What is shown may still belong to fewer letters. */
  stale: boolean;
  loading: boolean;
  failed: boolean;
}

const mostBases = 6;

/** What fits to what is typed at the caret. Commands and models are known; documents and tags are asked for. */
export function useSuggestions(trigger: Trigger | null): Suggestions {
  const t = useMessages();
  const query = trigger?.query.trim() ?? "";
  const deferred = useDeferredValue(query);
  const bases = useKnowledgeBases();
  const models = useModels();
  const documents = useFoundDocuments(deferred, trigger?.kind === "source");
  const tags = useTags(deferred, trigger?.kind === "tag");
  const wanted = query.toLocaleLowerCase();
  const has = (text: string) => text.toLocaleLowerCase().includes(wanted);
  const settled = { stale: false, loading: false, failed: false };

  if (!trigger) return { entries: [], ...settled };
  switch (trigger.kind) {
    case "command":
      return {
        entries: matchingCommands(query, t).map((command) => ({ kind: "command", key: command, command })),
        ...settled,
      };
    case "model":
      return {
        entries: (models.data ?? [])
          .filter(({ label, name, provider }) => has(`${label} ${name} ${provider}`))
          .map((model) => ({ kind: "model", key: model.name, model })),
        ...settled,
        loading: models.isPending,
      };
    case "source": {
      const searchable = (documents.data ?? []).filter((document) => document.searchable);
      const found = (bases.data ?? []).filter(({ name }) => has(name)).slice(0, mostBases);
      return {
        entries: [
          ...found.map((base): Suggestion => ({ kind: "knowledge_base", key: base.id, base })),
          ...searchable.map(
            ({ id, name, knowledge_base: { id: knowledge_base_id, name: place } }): Suggestion => ({
              kind: "document",
              key: id,
              document: { id, name, knowledge_base_id },
              place: bases.data?.find((base) => base.id === knowledge_base_id)?.name ?? place,
            }),
          ),
        ],
        stale: documents.isPlaceholderData || deferred !== query,
        loading: documents.isPending,
        failed: documents.isError,
      };
    }
    case "tag":
      return {
        entries: (tags.data ?? []).map((tag) => ({ kind: "tag", key: tag.tag, tag })),
        stale: tags.isPlaceholderData || deferred !== query,
        loading: tags.isPending,
        failed: tags.isError,
      };
    default:
      return trigger.kind satisfies never;
  }
}
