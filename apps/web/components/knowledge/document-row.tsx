"use client";
import { type Document, retryableFailures } from "@eai/contract";
import { CircleStop, Download, Ellipsis, RotateCw, Rows3, Trash2, UserPlus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { ShareDialog } from "@/components/sharing/share-dialog.tsx";
import { Button } from "@/components/ui/button.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu.tsx";
import { Progress } from "@/components/ui/progress.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import {
  contentPath,
  isInProgress,
  useCancelDocument,
  useDeleteDocument,
  useReingestDocument,
  viewerPath,
} from "@/data/documents.ts";
import { formatAgo, formatBytes } from "@/data/format.ts";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";
import { ChunkSheet } from "./chunk-sheet.tsx";
import { DocumentBadge } from "./document-badge.tsx";
import { DocumentProgress } from "./document-progress.tsx";
import { DocumentTypeIcon, formatName } from "./document-type.tsx";
import { RestrictedBadge } from "./restricted-badge.tsx";

function factsOf(document: Document, t: Messages): string {
  return [
    t.formats.names[formatName(document.media_type)],
    formatBytes(document.size_bytes, t.language),
    document.page_count !== null && t.formats.count(document.page_count, document.page_kind),
    document.unread_pages > 0 && t.documents.unreadPages(document.unread_pages),
    document.recognised_pages > 0 && t.documents.recognisedPages(document.recognised_pages),
    document.chunk_count > 0 && t.documents.passages(document.chunk_count),
    document.version > 1 && t.documents.version(document.version),
    formatAgo(document.updated_at, t.language),
  ]
    .filter(Boolean)
    .join(" · ");
}

interface DocumentRowProps {
  document: Document;
  mayWrite: boolean;
  /** May decide who reads it. */
  mayManage: boolean;
}

/** A document with its state; what failed says why and what to do, and offers to try again where that can help. */
export function DocumentRow({ document, mayWrite, mayManage }: DocumentRowProps) {
  const t = useMessages();
  const remove = useDeleteDocument(document.knowledge_base_id);
  const reingest = useReingestDocument(document.knowledge_base_id);
  const cancel = useCancelDocument(document.knowledge_base_id);
  const [deleting, setDeleting] = useState(false);
  const [sharing, setSharing] = useState(false);
  const [passagesOpen, setPassagesOpen] = useState(false);
  const busy = isInProgress(document.state);

  function retry() {
    reingest.mutate(document.id, {
      onSuccess: () => showToast(t.documents.reingestStarted),
      onError: (error) => showToast(sentenceOf(error, t.errors.unknown), "danger"),
    });
  }

  function stop() {
    cancel.mutate(document.id, { onError: (error) => showToast(sentenceOf(error, t.errors.unknown), "danger") });
  }

  return (
    // What is out of sight is not drawn: a thousand rows stay quick.
    <li className="grid gap-2 px-3.5 py-2.5 [contain-intrinsic-size:auto_3.5rem] [content-visibility:auto]">
      <div className="flex items-center gap-3">
        <DocumentTypeIcon mediaType={document.media_type} />
        <div className="min-w-0 grow">
          <Link
            href={viewerPath({ knowledgeBaseId: document.knowledge_base_id, documentId: document.id })}
            title={document.name}
            className="block truncate rounded-sm font-medium hover:underline"
          >
            {document.name}
          </Link>
          <p className="text-muted-foreground text-xs [overflow-wrap:anywhere]">{factsOf(document, t)}</p>
        </div>
        {document.restricted && <RestrictedBadge />}
        <DocumentBadge state={document.state} />
        <Menu>
          <MenuTrigger asChild>
            <IconButton label={t.documents.actionsFor(document.name)} className="-mr-1.5">
              <Ellipsis />
            </IconButton>
          </MenuTrigger>
          <MenuContent align="end">
            <MenuItem onSelect={() => setPassagesOpen(true)} disabled={document.chunk_count === 0}>
              <Rows3 />
              {t.documents.viewPassages}
            </MenuItem>
            <MenuItem asChild>
              <a href={contentPath(document)} download={document.name}>
                <Download />
                {t.documents.download}
              </a>
            </MenuItem>
            {mayManage && (
              <MenuItem onSelect={() => setSharing(true)}>
                <UserPlus />
                {t.sharing.share}
              </MenuItem>
            )}
            {mayWrite && (
              <>
                {busy ? (
                  <MenuItem onSelect={stop}>
                    <CircleStop />
                    {t.ingestion.cancelOne}
                  </MenuItem>
                ) : (
                  <MenuItem onSelect={retry}>
                    <RotateCw />
                    {document.state === "failed" ? t.documents.retry : t.documents.reingest}
                  </MenuItem>
                )}
                <MenuSeparator />
                <MenuItem danger onSelect={() => setDeleting(true)}>
                  <Trash2 />
                  {t.common.delete}
                </MenuItem>
              </>
            )}
          </MenuContent>
        </Menu>
      </div>
      {busy && (
        <div className="xs:pl-7">
          <Progress value={document.progress} label={t.documents.progressOf(document.name)} />
          <DocumentProgress document={document} />
          {document.searchable && <p className="mt-1 text-muted-foreground text-xs">{t.documents.stillSearchable}</p>}
        </div>
      )}
      {document.failure && (
        <div className="flex flex-wrap items-center justify-between gap-2 rounded-md bg-danger-soft px-3 py-2 text-[0.8125rem] text-danger-text xs:ml-7">
          <p className="min-w-0 [overflow-wrap:anywhere]">
            {t.documents.failures[document.failure.code] ?? document.failure.reason}
            {document.searchable && ` ${t.documents.stillSearchable}`}
          </p>
          {mayWrite && retryableFailures.includes(document.failure.code) && (
            <Button size="small" busy={reingest.isPending} onClick={retry}>
              <RotateCw aria-hidden />
              {t.documents.retry}
            </Button>
          )}
        </div>
      )}
      <ConfirmDialog
        open={deleting}
        onOpenChange={setDeleting}
        title={t.documents.deleteTitle(document.name)}
        description={t.documents.deleteText}
        action={t.documents.deleteAction}
        onConfirm={async () => {
          await remove.mutateAsync(document.id);
          showToast(t.documents.deleted);
        }}
      />
      {sharing && (
        <ShareDialog
          target={{ knowledgeBaseId: document.knowledge_base_id, documentId: document.id }}
          name={document.name}
          onClose={() => setSharing(false)}
        />
      )}
      {passagesOpen && <ChunkSheet document={document} onClose={() => setPassagesOpen(false)} />}
    </li>
  );
}
