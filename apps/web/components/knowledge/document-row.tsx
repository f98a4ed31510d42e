"use client";
import { type Document, retryableFailures } from "@eai/contract";
import { CircleStop, Download, Ellipsis, RotateCw, Rows3, Tag, Trash2, UserPlus } from "lucide-react";
import Link from "next/link";
import { memo } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { cn } from "@/components/ui/class-names.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu.tsx";
import { Progress } from "@/components/ui/progress.tsx";
import { contentPath, isInProgress, viewerPath } from "@/data/documents.ts";
import { useMessages } from "@/messages/index.tsx";
import { DocumentBadge } from "./document-badge.tsx";
import { factsOf } from "./document-facts.ts";
import { DocumentProgress } from "./document-progress.tsx";
import { DocumentTags } from "./document-tags.tsx";
import { DocumentTypeIcon } from "./document-type.tsx";
import { RestrictedBadge } from "./restricted-badge.tsx";

/** What can be done with one document; those that ask first are asked by the list. */
export type DocumentAct = "retry" | "stop" | "tags" | "share" | "delete";

interface DocumentRowProps {
  document: Document;
  mayWrite: boolean;
  /** May decide who reads it. */
  mayManage: boolean;
  selected: boolean;
  knownTags: readonly string[];
  onSelect: (id: string, range: boolean) => void;
  onAct: (act: DocumentAct, document: Document) => void;
}

/** A document with its state; what failed says why and what to do, and offers to try again where that can help. */
export const DocumentRow = memo(function DocumentRow(props: DocumentRowProps) {
  const { document, mayWrite, selected, knownTags, onSelect, onAct } = props;
  const t = useMessages();
  const busy = isInProgress(document.state);
  const target = { knowledgeBaseId: document.knowledge_base_id, documentId: document.id };
  return (
    <div
      className={cn(
        "group/row flex items-start gap-3 px-3.5 py-2.5 transition-colors hover:bg-hover/50",
        selected && "bg-accent-soft/50 hover:bg-accent-soft/60",
      )}
    >
      {mayWrite && (
        <Checkbox
          checked={selected}
          aria-label={t.library.documents.select(document.name)}
          onClick={(event) => onSelect(document.id, event.shiftKey)}
          className="mt-1"
        />
      )}
      <span className="mt-1 max-sm:hidden">
        <DocumentTypeIcon mediaType={document.media_type} />
      </span>
      <div className="grid min-w-0 grow gap-x-3 gap-y-1 sm:grid-cols-[minmax(0,1fr)_auto]">
        <Link
          href={viewerPath(target)}
          title={document.name}
          className="block w-fit max-w-full truncate rounded-sm font-medium hover:underline"
        >
          <bdi>{document.name}</bdi>
        </Link>
        <span className="flex items-center gap-2">
          {document.restricted && <RestrictedBadge />}
          <DocumentBadge state={document.state} />
        </span>
        <div className="flex min-h-6 flex-wrap items-center gap-x-2 gap-y-1 sm:col-span-2">
          <p className="text-muted-foreground text-xs [overflow-wrap:anywhere]">{factsOf(document, t)}</p>
          <DocumentTags document={document} known={knownTags} mayWrite={mayWrite} />
        </div>
        {busy && (
          <div className="grid max-w-xl gap-1 sm:col-span-2">
            <Progress value={document.progress} label={t.documents.progressOf(document.name)} />
            <DocumentProgress document={document} />
            {document.searchable && <p className="text-muted-foreground text-xs">{t.documents.stillSearchable}</p>}
          </div>
        )}
        {document.failure && (
          <div className="flex flex-wrap items-start gap-x-3 gap-y-1.5 sm:col-span-2">
            <p className="min-w-0 text-small text-danger-text [overflow-wrap:anywhere]">
              <span className="font-medium">{t.library.documents.failedAt[document.failure.stage]}</span>{" "}
              {t.documents.failures[document.failure.code] ?? document.failure.reason}
              {document.searchable && ` ${t.documents.stillSearchable}`}
            </p>
            {mayWrite && retryableFailures.includes(document.failure.code) && (
              <Button size="small" className="h-6 px-2 text-xs" onClick={() => onAct("retry", document)}>
                <RotateCw aria-hidden className="size-3!" />
                {t.documents.retry}
              </Button>
            )}
          </div>
        )}
      </div>
      <RowMenu {...props} busy={busy} />
    </div>
  );
});

function RowMenu({ document, mayWrite, mayManage, busy, onAct }: DocumentRowProps & { busy: boolean }) {
  const t = useMessages();
  const target = { knowledgeBaseId: document.knowledge_base_id, documentId: document.id, passages: true };
  return (
    <Menu>
      <MenuTrigger asChild>
        <IconButton label={t.documents.actionsFor(document.name)} className="-my-1 -me-1.5 shrink-0">
          <Ellipsis />
        </IconButton>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuItem asChild disabled={document.chunk_count === 0}>
          <Link href={viewerPath(target)}>
            <Rows3 />
            {t.documents.viewPassages}
          </Link>
        </MenuItem>
        <MenuItem asChild>
          <a href={contentPath(document)} download={document.name}>
            <Download />
            {t.documents.download}
          </a>
        </MenuItem>
        {mayManage && (
          <MenuItem onSelect={() => onAct("share", document)}>
            <UserPlus />
            {t.sharing.share}
          </MenuItem>
        )}
        {mayWrite && (
          <>
            <MenuItem onSelect={() => onAct("tags", document)}>
              <Tag />
              {t.library.tags.title}
            </MenuItem>
            <MenuItem onSelect={() => onAct(busy ? "stop" : "retry", document)}>
              {busy ? <CircleStop /> : <RotateCw />}
              {busy ? t.ingestion.cancelOne : document.state === "failed" ? t.documents.retry : t.documents.reingest}
            </MenuItem>
            <MenuSeparator />
            <MenuItem danger onSelect={() => onAct("delete", document)}>
              <Trash2 />
              {t.common.delete}
            </MenuItem>
          </>
        )}
      </MenuContent>
    </Menu>
  );
}
