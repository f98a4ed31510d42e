"use client";
import { Permission } from "@eai/contract";
import { Library, Plus } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { usePermission } from "@/components/shell/me.tsx";
import { PageHeader } from "@/components/shell/page-header.tsx";
import { Button } from "@/components/ui/button.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { TextInput } from "@/components/ui/field.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { useKnowledgeBases } from "@/data/knowledge-bases.ts";
import { useMessages } from "@/messages/index.tsx";
import { CreateKnowledgeBaseDialog } from "./create-knowledge-base-dialog.tsx";
import { KnowledgeBaseCard } from "./knowledge-base-card.tsx";

const filterFrom = 7;

/** All knowledge bases the person may see, as cards. */
export function KnowledgeBaseList() {
  const t = useMessages();
  const bases = useKnowledgeBases();
  const mayCreate = usePermission(Permission.KnowledgeCreate);
  const [creating, setCreating] = useState(useSearchParams().has("new") && mayCreate);
  const [filter, setFilter] = useState("");
  const all = bases.data ?? [];
  const wanted = filter.trim().toLocaleLowerCase();
  const shown = all.filter((base) => base.name.toLocaleLowerCase().includes(wanted));
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
        <div className="mx-auto max-w-5xl px-4 py-6 md:px-6">
          {bases.isPending && <CardSkeletons />}
          {bases.isError && !bases.data && <LoadFailure error={bases.error} onRetry={() => bases.refetch()} />}
          {bases.isSuccess && all.length === 0 && (
            <EmptyState icon={Library} title={t.knowledge.emptyTitle} action={createButton} className="py-24">
              {mayCreate ? t.knowledge.empty : t.knowledge.emptyReadOnly}
            </EmptyState>
          )}
          {all.length > 0 && (
            <>
              <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
                <p className="text-muted-foreground">{t.knowledge.lead}</p>
                {all.length >= filterFrom && (
                  <TextInput
                    type="search"
                    value={filter}
                    onChange={(event) => setFilter(event.target.value)}
                    placeholder={t.knowledge.filter}
                    aria-label={t.knowledge.filter}
                    className="sm:w-64"
                  />
                )}
              </div>
              {shown.length === 0 && (
                <p className="py-12 text-center text-muted-foreground">{t.knowledge.filterEmpty}</p>
              )}
              <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
                {shown.map((base) => (
                  <KnowledgeBaseCard key={base.id} base={base} />
                ))}
              </ul>
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
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
      <Skeleton className="h-36 rounded-lg" />
      <Skeleton className="h-36 rounded-lg" />
      <Skeleton className="h-36 rounded-lg" />
    </div>
  );
}
