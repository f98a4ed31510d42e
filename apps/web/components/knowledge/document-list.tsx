"use client";
import type { Document, KnowledgeBase } from "@eai/contract";
import { FileText, SearchX } from "lucide-react";
import { useCallback, useDeferredValue, useMemo, useRef, useState } from "react";
import { ShareDialog } from "@/components/sharing/share-dialog.tsx";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { Button } from "@/components/ui/button.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { VirtualRows } from "@/components/ui/virtual-rows.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import {
  type DocumentFilter,
  everyDocument,
  isNarrowed,
  useCancelDocument,
  useDeleteDocument,
  useDocuments,
  useReingestDocument,
} from "@/data/documents.ts";
import { useKnownTags } from "@/data/known-tags.ts";
import { useMessages } from "@/messages/index.tsx";
import { type DocumentAct, DocumentRow } from "./document-row.tsx";
import { DocumentToolbar } from "./document-toolbar.tsx";
import { SelectedTagsDialog } from "./selected-tags-dialog.tsx";
import { SelectionBar } from "./selection-bar.tsx";

/** A row of two lines. */
const rowHeight = 66;

interface DocumentListProps {
  base: KnowledgeBase;
  /** What is scrolled on the page. */
  scrollArea: HTMLElement | null;
}

/** The documents of a knowledge base with their states, which change while one looks. */
export function DocumentList({ base, scrollArea }: DocumentListProps) {
  const t = useMessages();
  const [filter, setFilter] = useState<DocumentFilter>(everyDocument);
  const search = useDeferredValue(filter.search.trim());
  const asked = useMemo(() => ({ ...filter, search }), [filter, search]);
  const documents = useDocuments(base.id, asked);
  const shown = useMemo(() => documents.data?.pages.flatMap((page) => page.data) ?? [], [documents.data]);
  const narrowed = isNarrowed(asked);
  const total = narrowed ? undefined : Math.max(base.document_count, shown.length);
  const knownTags = useKnownTags(base.id);
  const selection = useSelection(shown);
  const [selectingAll, setSelectingAll] = useState(false);
  const acting = useDocumentActs(base.id);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = documents;

  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  async function selectAll() {
    setSelectingAll(true);
    let { data, hasNextPage: more } = documents;
    while (more) {
      const next = await fetchNextPage();
      data = next.data;
      more = next.hasNextPage && !next.isError;
    }
    selection.select(data?.pages.flatMap((page) => page.data.map(({ id }) => id)) ?? []);
    setSelectingAll(false);
  }

  if (documents.isSuccess && base.document_count === 0 && shown.length === 0 && !narrowed) {
    // Who may add some is told by the area above what to do.
    if (base.may_write) return null;
    return (
      <EmptyState icon={FileText} title={t.documents.emptyTitle} className="py-10">
        {t.documents.emptyReadOnly}
      </EmptyState>
    );
  }
  return (
    <section aria-label={t.documents.list} className="grid gap-3">
      <DocumentToolbar
        base={base}
        filter={filter}
        knownTags={knownTags}
        onChange={(changes) => {
          setFilter({ ...filter, ...changes });
          selection.clear();
        }}
      />
      {documents.isPending && <RowSkeletons />}
      {documents.isError && !documents.data && (
        <LoadFailure error={documents.error} onRetry={() => documents.refetch()} />
      )}
      {documents.isSuccess && shown.length === 0 && (
        <EmptyState
          icon={SearchX}
          title={t.library.documents.noneTitle}
          className="py-10"
          action={
            <Button size="small" onClick={() => setFilter({ ...everyDocument, sort: filter.sort })}>
              {t.library.documents.showAll}
            </Button>
          }
        >
          {t.library.documents.none}
        </EmptyState>
      )}
      {shown.length > 0 && (
        <div className="rounded-lg border bg-surface" aria-busy={documents.isPlaceholderData || undefined}>
          {base.may_write && (
            <SelectionBar
              knowledgeBaseId={base.id}
              selected={selection.selected}
              total={total ?? shown.length}
              selectingAll={selectingAll}
              knownTags={knownTags}
              onSelectAll={selectAll}
              onClear={selection.clear}
            />
          )}
          <VirtualRows
            items={shown}
            keyOf={idOf}
            scrollArea={scrollArea}
            estimatedHeight={rowHeight}
            total={total}
            label={t.documents.list}
            rowClassName="border-b last:border-b-0 overflow-hidden last:rounded-b-lg"
            onNearEnd={readMore}
            render={(document) => (
              <DocumentRow
                document={document}
                mayWrite={base.may_write}
                mayManage={base.may_manage}
                selected={selection.ids.has(document.id)}
                knownTags={knownTags}
                onSelect={selection.toggle}
                onAct={acting.act}
              />
            )}
          />
          {isFetchingNextPage && <Skeleton className="m-3.5 h-10" />}
        </div>
      )}
      {acting.asked && <AskedAct base={base} {...acting.asked} knownTags={knownTags} onClose={acting.close} />}
    </section>
  );
}

function idOf({ id }: Document): string {
  return id;
}

/** Which documents are selected; one that is gone from the list is no longer. */
function useSelection(shown: readonly Document[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const rows = useRef(shown);
  rows.current = shown;
  const last = useRef<string>(undefined);
  const selected = useMemo(() => shown.filter(({ id }) => ids.has(id)), [shown, ids]);

  /** @param range with the shift key: everything from the last one on */
  const toggle = useCallback((id: string, range: boolean) => {
    const from = rows.current.findIndex((row) => row.id === last.current);
    const to = rows.current.findIndex((row) => row.id === id);
    last.current = id;
    setIds((before) => {
      const next = new Set(before);
      const turnOn = !before.has(id);
      const touched = range && from >= 0 ? rows.current.slice(Math.min(from, to), Math.max(from, to) + 1) : [{ id }];
      for (const row of touched) {
        if (turnOn) next.add(row.id);
        else next.delete(row.id);
      }
      return next;
    });
  }, []);
  const select = useCallback((all: readonly string[]) => setIds(new Set(all)), []);
  const clear = useCallback(() => setIds(new Set()), []);
  return { ids, selected, toggle, select, clear };
}

type Asked = { act: "tags" | "share" | "delete"; document: Document };

/** What is done with one document: at once, or after it was asked about. */
function useDocumentActs(knowledgeBaseId: string) {
  const t = useMessages();
  const { mutate: reingest } = useReingestDocument(knowledgeBaseId);
  const { mutate: cancel } = useCancelDocument(knowledgeBaseId);
  const [asked, setAsked] = useState<Asked>();
  const act = useCallback(
    (wanted: DocumentAct, document: Document) => {
      const onError = (error: unknown) => showToast(sentenceOf(error, t.errors.unknown), "danger");
      if (wanted === "retry") {
        reingest(document.id, { onSuccess: () => showToast(t.documents.reingestStarted), onError });
      } else if (wanted === "stop") cancel(document.id, { onError });
      else setAsked({ act: wanted, document });
    },
    [reingest, cancel, t],
  );
  return { act, asked, close: () => setAsked(undefined) };
}

interface AskedActProps extends Asked {
  base: KnowledgeBase;
  knownTags: readonly string[];
  onClose: () => void;
}

function AskedAct({ base, act, document, knownTags, onClose }: AskedActProps) {
  const t = useMessages();
  const remove = useDeleteDocument(base.id);
  if (act === "tags") {
    return <SelectedTagsDialog knowledgeBaseId={base.id} documents={[document]} known={knownTags} onClose={onClose} />;
  }
  if (act === "share") {
    return (
      <ShareDialog
        target={{ knowledgeBaseId: base.id, documentId: document.id }}
        name={document.name}
        onClose={onClose}
      />
    );
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t.documents.deleteTitle(document.name)}
      description={t.documents.deleteText}
      action={t.documents.deleteAction}
      onConfirm={async () => {
        await remove.mutateAsync(document.id);
        showToast(t.documents.deleted);
      }}
    />
  );
}

function RowSkeletons() {
  return (
    <div className="grid gap-2">
      <Skeleton className="h-16" />
      <Skeleton className="h-16" />
      <Skeleton className="h-16" />
    </div>
  );
}
