"use client";
import { ScanSearch, Search, SearchX } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { TextInput } from "@/components/ui/field.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { useSearch } from "@/data/knowledge-bases.ts";
import { useMessages } from "@/messages/index.tsx";
import { emptySearchFilter, SearchFilterFields, toSearchFilters } from "./search-filter-fields.tsx";
import { SearchPassage } from "./search-passage.tsx";
import { SearchReportView } from "./search-report-view.tsx";

/** Asks a knowledge base as chat would, and shows the passages found with their scores. */
export function SearchPanel({ knowledgeBaseId }: { knowledgeBaseId: string }) {
  const t = useMessages();
  const search = useSearch(knowledgeBaseId);
  const [query, setQuery] = useState("");
  const [filter, setFilter] = useState(emptySearchFilter);
  const result = search.data;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (query.trim()) search.mutate({ query, filters: toSearchFilters(filter), useCache: true });
  }

  return (
    <div className="grid gap-4">
      <search>
        <form onSubmit={submit} className="grid gap-2">
          <div className="flex gap-2">
            <div className="relative min-w-0 grow">
              <Search className="pointer-events-none absolute start-3 top-2.5 size-4 text-subtle" aria-hidden />
              <TextInput
                type="search"
                className="ps-9"
                value={query}
                maxLength={4000}
                onChange={(event) => setQuery(event.target.value)}
                placeholder={t.search.placeholder}
                aria-label={t.search.label}
              />
            </div>
            <Button type="submit" variant="primary" busy={search.isPending} disabled={!query.trim()}>
              {t.search.run}
            </Button>
          </div>
          <SearchFilterFields knowledgeBaseId={knowledgeBaseId} value={filter} onChange={setFilter} />
        </form>
      </search>
      {search.isError && <Notice tone="danger">{sentenceOf(search.error, t.errors.unknown)}</Notice>}
      {search.isPending && (
        <>
          <Skeleton className="h-36" />
          <Skeleton className="h-36" />
        </>
      )}
      {!result && !search.isPending && !search.isError && (
        <EmptyState icon={ScanSearch} title={t.library.search.emptyTitle} className="py-10">
          {t.search.lead}
        </EmptyState>
      )}
      {result && !search.isPending && (
        <>
          <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 text-muted-foreground text-xs">
            <p role="status">{t.search.summary(result.passages.length, result.duration_ms, result.search)}</p>
            {result.from_cache !== null && (
              <p>
                {t.search.fromCache}{" "}
                <button
                  type="button"
                  className="rounded-sm underline underline-offset-2"
                  onClick={() => search.variables && search.mutate({ ...search.variables, useCache: false })}
                >
                  {t.search.again}
                </button>
              </p>
            )}
          </div>
          {result.passages.length === 0 && (
            <EmptyState icon={SearchX} title={t.search.none} className="py-10">
              {Object.keys(search.variables?.filters ?? {}).length > 0 && t.library.search.noneFiltered}
            </EmptyState>
          )}
          {result.explanation && <SearchReportView report={result.explanation} />}
          <ol className="@container grid gap-3">
            {result.passages.map((passage, index) => (
              <SearchPassage key={passage.chunk_id} passage={passage} rank={index + 1} result={result} />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
