"use client";
import type { KnowledgeBase } from "@eai/contract";
import { ChevronRight, Ellipsis, Layers, MessageSquareText, Pencil, Trash2, UserPlus } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { Tabs } from "radix-ui";
import { useState } from "react";
import { ShareDialog } from "@/components/sharing/share-dialog.tsx";
import { insteadOfScript } from "@/components/shell/crash-message.tsx";
import { DocumentTitle } from "@/components/shell/document-title.tsx";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { NotFoundMessage } from "@/components/shell/not-found-message.tsx";
import { PageHeader } from "@/components/shell/page-header.tsx";
import { Button } from "@/components/ui/button.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { useDrawnInBrowser } from "@/components/ui/use-hydrated.ts";
import { hasStatus } from "@/data/api-error.ts";
import { formatBytes } from "@/data/format.ts";
import { useKnowledgeBase } from "@/data/knowledge-bases.ts";
import { useMessages } from "@/messages/index.tsx";
import { AudienceBadges } from "./audience-badges.tsx";
import { DeleteKnowledgeBaseDialog } from "./delete-knowledge-base-dialog.tsx";
import { DocumentList } from "./document-list.tsx";
import { EditKnowledgeBaseDialog } from "./edit-knowledge-base-dialog.tsx";
import { ReindexDialog } from "./reindex-dialog.tsx";
import { UploadArea } from "./upload-area.tsx";

// Nothing of these is loaded before it is opened.
const SearchPanel = dynamic(
  () => import("./search-panel.tsx").then(({ SearchPanel }) => SearchPanel, insteadOfScript),
  { ssr: false, loading: PanelSkeleton },
);
const QualityPanel = dynamic(
  () => import("./quality-panel.tsx").then(({ QualityPanel }) => QualityPanel, insteadOfScript),
  { ssr: false, loading: PanelSkeleton },
);

const tabStyles =
  "-mb-px border-transparent border-b-2 px-1 py-2 font-medium text-muted-foreground hover:text-foreground " +
  "data-[state=active]:border-foreground data-[state=active]:text-foreground";

/** One knowledge base: its documents, uploads, and a search to try it. */
export function KnowledgeBaseDetail({ id }: { id: string }) {
  const t = useMessages();
  const router = useRouter();
  const query = useKnowledgeBase(id);
  const [editing, setEditing] = useState(false);
  const [reindexing, setReindexing] = useState(false);
  const [sharing, setSharing] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const [scrollArea, setScrollArea] = useState<HTMLElement | null>(null);
  const base = query.data;

  if (hasStatus(query.error, 404)) {
    return (
      <div className="flex h-full flex-col">
        <PageHeader>
          <h1 className="font-semibold">{t.knowledge.title}</h1>
        </PageHeader>
        <NotFoundMessage
          title={t.knowledge.notFoundTitle}
          text={t.knowledge.notFound}
          action={{ href: "/knowledge-bases", label: t.knowledge.back }}
        />
      </div>
    );
  }
  return (
    <div className="flex h-full flex-col">
      <DocumentTitle title={base?.name} />
      <PageHeader>
        <nav aria-label={t.knowledge.title} className="flex min-w-0 grow items-center gap-1.5">
          <Link href="/knowledge-bases" className="shrink-0 text-muted-foreground hover:text-foreground">
            {t.knowledge.title}
          </Link>
          <ChevronRight className="size-3.5 shrink-0 text-subtle max-sm:hidden rtl:-scale-x-100" aria-hidden />
          <span className="truncate font-medium max-sm:hidden">{base?.name ?? "…"}</span>
        </nav>
        {base?.may_manage && (
          <Button size="small" onClick={() => setSharing(true)}>
            <UserPlus aria-hidden />
            <span className="max-sm:sr-only">{t.sharing.share}</span>
          </Button>
        )}
        {base && (
          <Button asChild size="small">
            <Link href={`/chat?knowledge_base=${base.id}`}>
              <MessageSquareText aria-hidden />
              <span className="max-sm:sr-only">{t.knowledge.askAbout}</span>
            </Link>
          </Button>
        )}
        {base?.may_write && (
          <Menu>
            <MenuTrigger asChild>
              <IconButton label={t.knowledge.actionsFor(base.name)}>
                <Ellipsis />
              </IconButton>
            </MenuTrigger>
            <MenuContent align="end">
              <MenuItem onSelect={() => setEditing(true)}>
                <Pencil />
                {t.knowledge.edit}
              </MenuItem>
              <MenuItem onSelect={() => setReindexing(true)}>
                <Layers />
                {t.reindex.action}
              </MenuItem>
              <MenuSeparator />
              <MenuItem danger onSelect={() => setDeleting(true)}>
                <Trash2 />
                {t.knowledge.deleteAction}
              </MenuItem>
            </MenuContent>
          </Menu>
        )}
      </PageHeader>
      <div ref={setScrollArea} className="min-h-0 grow overflow-y-auto">
        <div className="mx-auto max-w-5xl px-4 py-6 md:px-6">
          {query.isPending && <DetailSkeleton />}
          {query.isError && !base && <LoadFailure error={query.error} onRetry={() => query.refetch()} />}
          {base && (
            <>
              <div className="mb-5">
                <h1 className="font-semibold text-xl tracking-tight [overflow-wrap:anywhere]">{base.name}</h1>
                {base.description && (
                  <p className="mt-1 max-w-2xl whitespace-pre-line text-muted-foreground [overflow-wrap:anywhere]">
                    {base.description}
                  </p>
                )}
                <p className="mt-2.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-muted-foreground text-xs">
                  <AudienceBadges base={base} />
                  <span>
                    {[
                      t.knowledge.ownedBy(base.owner.name),
                      t.knowledge.documents(base.document_count),
                      formatBytes(base.size_bytes, t.language),
                    ].join(" · ")}
                  </span>
                </p>
              </div>
              <BaseTabs base={base} scrollArea={scrollArea} />
              {sharing && (
                <ShareDialog target={{ knowledgeBaseId: base.id }} name={base.name} onClose={() => setSharing(false)} />
              )}
              <ReindexDialog base={base} open={reindexing} onOpenChange={setReindexing} />
              <EditKnowledgeBaseDialog base={base} open={editing} onOpenChange={setEditing} />
              <DeleteKnowledgeBaseDialog
                base={base}
                open={deleting}
                onOpenChange={setDeleting}
                onDeleted={() => router.push("/knowledge-bases")}
              />
            </>
          )}
        </div>
      </div>
    </div>
  );
}

interface BaseTabsProps {
  base: KnowledgeBase;
  scrollArea: HTMLElement | null;
}

/** What can be done with it. Not on the server, where uploads do not live and the styles that tabs write are refused. */
function BaseTabs({ base, scrollArea }: BaseTabsProps) {
  const t = useMessages();
  const isDrawn = useDrawnInBrowser();
  if (!isDrawn) return <TabsSkeleton />;
  return (
    <Tabs.Root defaultValue="documents">
      <Tabs.List className="mb-5 flex gap-5 border-b">
        <Tabs.Trigger value="documents" className={tabStyles}>
          {t.knowledge.tabs.documents}
        </Tabs.Trigger>
        <Tabs.Trigger value="search" className={tabStyles}>
          {t.knowledge.tabs.search}
        </Tabs.Trigger>
        {base.may_write && (
          <Tabs.Trigger value="quality" className={tabStyles}>
            {t.quality.tab}
          </Tabs.Trigger>
        )}
      </Tabs.List>
      {/* Kept mounted: filters and what is selected stay while the other tab is shown. */}
      <Tabs.Content value="documents" forceMount className="grid gap-5 data-[state=inactive]:hidden">
        {base.may_write && <UploadArea key={base.id} knowledgeBaseId={base.id} roomy={base.document_count === 0} />}
        <DocumentList base={base} scrollArea={scrollArea} />
      </Tabs.Content>
      <Tabs.Content value="search">
        {base.search === "keyword" && (
          <Notice className="mb-4">
            {base.embedding_model === null ? t.knowledge.keywordOnly : t.reindex.modelGone(base.embedding_model)}
          </Notice>
        )}
        <SearchPanel knowledgeBaseId={base.id} />
      </Tabs.Content>
      {base.may_write && (
        <Tabs.Content value="quality">
          <QualityPanel knowledgeBaseId={base.id} />
        </Tabs.Content>
      )}
    </Tabs.Root>
  );
}

function PanelSkeleton() {
  return <Skeleton className="h-28" />;
}

function TabsSkeleton() {
  return (
    <div className="grid gap-4">
      <Skeleton className="h-9" />
      <Skeleton className="h-28" />
      <Skeleton className="h-12" />
      <Skeleton className="h-12" />
    </div>
  );
}

function DetailSkeleton() {
  return (
    <div className="grid gap-4">
      <Skeleton className="h-7 w-60" />
      <Skeleton className="h-4 w-80 max-w-full" />
      <TabsSkeleton />
    </div>
  );
}
