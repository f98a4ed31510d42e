"use client";
import { Permission } from "@eai/contract";
import { Library, Plus, SearchX } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { usePermission, useSignedInPerson } from "@/components/shell/me.tsx";
import { PageHeader } from "@/components/shell/page-header.tsx";
import { Button } from "@/components/ui/button.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { createChoiceStore, useBrowserStore } from "@/data/browser-store.ts";
import { baseSorts, chosenBases, everyBase } from "@/data/knowledge-base-order.ts";
import { useKnowledgeBases } from "@/data/knowledge-bases.ts";
import { useMessages } from "@/messages/index.tsx";
import { CreateKnowledgeBaseDialog } from "./create-knowledge-base-dialog.tsx";
import { KnowledgeBaseCard } from "./knowledge-base-card.tsx";
import { KnowledgeBaseTable } from "./knowledge-base-table.tsx";
import { baseViews, KnowledgeBaseToolbar } from "./knowledge-base-toolbar.tsx";

/** Fewer are seen at a glance. */
const toolbarFrom = 4;
const keptSort = createChoiceStore("knowledge-bases-sort", baseSorts);
const keptView = createChoiceStore("knowledge-bases-view", baseViews);

/** All knowledge bases the person may see, as cards or lines. */
export function KnowledgeBaseList() {
  const t = useMessages();
  const bases = useKnowledgeBases();
  const mayCreate = usePermission(Permission.KnowledgeCreate);
  const [creating, setCreating] = useState(useSearchParams().has("new") && mayCreate);
  const [filter, setFilter] = useState(everyBase);
  const sort = useBrowserStore(keptSort);
  const view = useBrowserStore(keptView);
  const { id: personId } = useSignedInPerson();
  const all = bases.data ?? [];
  const shown = chosenBases(all, filter, { sort, personId, language: t.language });
  const createButton = mayCreate && (
    <Button variant="primary" size="small" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      <span className="max-xs:sr-only">{t.knowledge.create}</span>
    </Button>
  );

  return (
    <div className="flex h-full flex-col">
      <PageHeader>
        <h1 className="grow truncate font-semibold">{t.knowledge.title}</h1>
        {all.length > 0 && createButton}
      </PageHeader>
      <div className="min-h-0 grow overflow-y-auto">
        <div className="mx-auto max-w-5xl min-[120rem]:max-w-384 px-4 py-6 md:px-6">
          {bases.isPending && <CardSkeletons />}
          {bases.isError && !bases.data && <LoadFailure error={bases.error} onRetry={() => bases.refetch()} />}
          {bases.isSuccess && all.length === 0 && (
            <EmptyState icon={Library} title={t.knowledge.emptyTitle} action={createButton} className="py-24">
              {mayCreate ? t.knowledge.empty : t.knowledge.emptyReadOnly}
            </EmptyState>
          )}
          {all.length > 0 && (
            <>
              <p className="mb-4 text-muted-foreground">{t.knowledge.lead}</p>
              {all.length >= toolbarFrom && (
                <KnowledgeBaseToolbar
                  filter={filter}
                  onFilter={setFilter}
                  sort={sort}
                  onSort={keptSort.set}
                  view={view}
                  onView={keptView.set}
                />
              )}
              {shown.length === 0 && (
                <EmptyState
                  icon={SearchX}
                  title={t.library.bases.noneTitle}
                  action={
                    <Button size="small" onClick={() => setFilter(everyBase)}>
                      {t.library.bases.showAll}
                    </Button>
                  }
                >
                  {t.library.bases.none}
                </EmptyState>
              )}
              {shown.length > 0 && view === "list" && all.length >= toolbarFrom && <KnowledgeBaseTable bases={shown} />}
              {(view === "cards" || all.length < toolbarFrom) && (
                <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3 min-[120rem]:grid-cols-4">
                  {shown.map((base) => (
                    <KnowledgeBaseCard key={base.id} base={base} />
                  ))}
                </ul>
              )}
            </>
          )}
        </div>
      </div>
      <CreateKnowledgeBaseDialog open={creating} onOpenChange={setCreating} />
    </div>
  );
}

function CardSkeletons() {
  return (
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3 min-[120rem]:grid-cols-4">
      <Skeleton className="h-36 rounded-lg" />
      <Skeleton className="h-36 rounded-lg" />
      <Skeleton className="h-36 rounded-lg" />
    </div>
  );
}
