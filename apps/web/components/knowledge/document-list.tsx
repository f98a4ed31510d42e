"use client";
import type { KnowledgeBase } from "@eai/contract";
import { FileText, Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { Button } from "@/components/ui/button.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { TextInput } from "@/components/ui/field.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { type DocumentFilter, useDocuments } from "@/data/documents.ts";
import { useMessages } from "@/messages/index.tsx";
import { DocumentActions } from "./document-actions.tsx";
import { DocumentRow } from "./document-row.tsx";

const filterFrom = 5;
const filters: readonly DocumentFilter[] = ["all", "unfinished", "failed"];

/** The documents of a knowledge base with their states, which change while one looks. */
export function DocumentList({ base }: { base: KnowledgeBase }) {
  const t = useMessages();
  const [filter, setFilter] = useState("");
  const search = useDeferredValue(filter.trim());
  const [state, setState] = useState<DocumentFilter>("all");
  const documents = useDocuments(base.id, search, state);
  const shown = documents.data?.pages.flatMap((page) => page.data) ?? [];
  const filterShown = filter !== "" || base.document_count >= filterFrom || shown.length >= filterFrom;

  return (
    <section aria-label={t.documents.list} className="grid gap-3">
      <DocumentActions base={base} />
      <div className="flex flex-wrap-reverse items-center justify-between gap-3 empty:hidden">
        {(filterShown || state !== "all") && (
          <fieldset className="flex gap-1.5">
            <legend className="sr-only">{t.ingestion.filterState}</legend>
            {filters.map((each) => (
              <Button
                key={each}
                size="small"
                variant={state === each ? "secondary" : "ghost"}
                aria-pressed={state === each}
                onClick={() => setState(each)}
              >
                {t.ingestion.states[each]}
              </Button>
            ))}
          </fieldset>
        )}
        {filterShown && (
          <div className="relative max-sm:w-full">
            <Search className="pointer-events-none absolute top-2.5 left-3 size-4 text-subtle" aria-hidden />
            <TextInput
              type="search"
              value={filter}
              onChange={(event) => setFilter(event.target.value)}
              placeholder={t.documents.filter}
              aria-label={t.documents.filter}
              className="pl-9 sm:w-72"
            />
          </div>
        )}
      </div>
      {documents.isPending && (
        <div className="grid gap-2">
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
        </div>
      )}
      {documents.isError && !documents.data && (
        <LoadFailure error={documents.error} onRetry={() => documents.refetch()} />
      )}
      {documents.isSuccess && shown.length === 0 && search !== "" && (
        <p className="py-10 text-center text-muted-foreground">{t.documents.filterEmpty}</p>
      )}
      {documents.isSuccess && shown.length === 0 && search === "" && state !== "all" && (
        <p className="py-10 text-center text-muted-foreground">
          {state === "failed" ? t.ingestion.noneFailed : t.ingestion.noneUnfinished}
        </p>
      )}
      {documents.isSuccess && shown.length === 0 && search === "" && state === "all" && (
        <EmptyState icon={FileText} title={t.documents.emptyTitle} className="py-10">
          {base.may_write ? t.documents.empty : t.documents.emptyReadOnly}
        </EmptyState>
      )}
      {shown.length > 0 && (
        <ul className="divide-y overflow-hidden rounded-lg border bg-surface">
          {shown.map((document) => (
            <DocumentRow key={document.id} document={document} mayWrite={base.may_write} mayManage={base.may_manage} />
          ))}
        </ul>
      )}
      {documents.hasNextPage && (
        <Button
          className="justify-self-center"
          busy={documents.isFetchingNextPage}
          onClick={() => documents.fetchNextPage()}
        >
          {t.common.loadMore}
        </Button>
      )}
    </section>
  );
}
