"use client";
import type { KnowledgeBase } from "@eai/contract";
import { Search } from "lucide-react";
import { cn } from "@/components/ui/class-names.ts";
import { Select, TextInput } from "@/components/ui/field.tsx";
import { type DocumentFilter, documentSorts, documentStates } from "@/data/documents.ts";
import { useMessages } from "@/messages/index.tsx";
import { DocumentActions } from "./document-actions.tsx";
import { mediaTypes } from "./document-type.tsx";

interface DocumentToolbarProps {
  base: KnowledgeBase;
  filter: DocumentFilter;
  knownTags: readonly string[];
  onChange: (changes: Partial<DocumentFilter>) => void;
}

/** Which documents are shown, and in which order. */
export function DocumentToolbar({ base, filter, knownTags, onChange }: DocumentToolbarProps) {
  const t = useMessages();
  const counts = {
    all: base.document_count,
    unfinished: Math.max(0, base.document_count - base.ready_count - base.failed_count),
    failed: base.failed_count,
    ready: base.ready_count,
  };
  return (
    <div className="grid gap-2.5">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <fieldset className="flex min-w-0 max-w-full flex-wrap gap-0.5 rounded-lg bg-muted p-0.5">
          <legend className="sr-only">{t.ingestion.filterState}</legend>
          {documentStates.map((state) => (
            <button
              key={state}
              type="button"
              aria-pressed={filter.state === state}
              onClick={() => onChange({ state })}
              className={cn(
                "flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2 font-medium text-small text-muted-foreground -outline-offset-2 hover:text-foreground",
                filter.state === state && "bg-surface text-foreground shadow-raised dark:bg-border",
              )}
            >
              {t.library.documents.states[state]}
              <span
                className={cn(
                  "text-xs tabular-nums",
                  state === "failed" && counts.failed > 0 ? "text-danger-text" : "text-muted-foreground",
                )}
              >
                {counts[state].toLocaleString(t.language)}
              </span>
            </button>
          ))}
        </fieldset>
        <DocumentActions base={base} />
      </div>
      <div className="flex flex-wrap gap-2">
        <div className="relative min-w-0 grow basis-52 max-sm:basis-full">
          <Search className="pointer-events-none absolute start-3 top-2.5 size-4 text-subtle" aria-hidden />
          <TextInput
            type="search"
            value={filter.search}
            maxLength={200}
            onChange={(event) => onChange({ search: event.target.value })}
            placeholder={t.documents.filter}
            aria-label={t.documents.filter}
            className="ps-9"
          />
        </div>
        <Select
          value={filter.mediaType}
          aria-label={t.library.documents.type}
          className="w-auto max-sm:min-w-0 max-sm:grow max-sm:basis-32"
          onChange={(event) => onChange({ mediaType: event.target.value })}
        >
          <option value="">{t.library.documents.anyType}</option>
          {mediaTypes.map(([mediaType, name]) => (
            <option key={mediaType} value={mediaType}>
              {t.formats.names[name]}
            </option>
          ))}
        </Select>
        {(knownTags.length > 0 || filter.tag !== "") && (
          <Select
            value={filter.tag}
            aria-label={t.library.documents.tag}
            className="w-auto max-w-44 max-sm:min-w-0 max-sm:grow max-sm:basis-32"
            onChange={(event) => onChange({ tag: event.target.value })}
          >
            <option value="">{t.library.documents.anyTag}</option>
            {[...new Set([...(filter.tag === "" ? [] : [filter.tag]), ...knownTags])].map((tag) => (
              <option key={tag} value={tag}>
                {tag}
              </option>
            ))}
          </Select>
        )}
        <Select
          value={filter.sort}
          aria-label={t.library.sort}
          className="w-auto max-sm:min-w-0 max-sm:grow max-sm:basis-32"
          onChange={(event) => {
            const sort = documentSorts.find((entry) => entry === event.target.value);
            if (sort) onChange({ sort });
          }}
        >
          {documentSorts.map((sort) => (
            <option key={sort} value={sort}>
              {t.library.documents.sorts[sort]}
            </option>
          ))}
        </Select>
      </div>
    </div>
  );
}
