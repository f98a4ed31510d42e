"use client";
import type { Citation } from "@eai/contract";
import { ExternalLink, FileText } from "lucide-react";
import Link from "next/link";
import { cn } from "@/components/ui/class-names.ts";
import { viewerPath } from "@/data/documents.ts";
import { useMessages } from "@/messages/index.tsx";
import { placeOf } from "./citation-place.ts";
import { QuotedPassage } from "./quoted-passage.tsx";

/** One source of an answer in the panel: where it stands, its passage, and the way to the original. */
export function SourceEntry({ citation, expanded }: { citation: Citation; expanded: boolean }) {
  const t = useMessages();
  const target = {
    knowledgeBaseId: citation.knowledge_base_id,
    documentId: citation.document_id,
    page: citation.page_from,
    chunkId: citation.chunk_id,
    version: citation.version,
    from: citation.start_char,
    to: citation.end_char,
  };
  const place = [placeOf(citation, t), ...citation.heading_path, t.citationWords.version(citation.version)];
  const { page_from: page, page_kind: kind } = citation;
  const isPaged = page === null || kind === null || kind === "page";
  const open = isPaged ? t.citations.openOriginal(page) : t.citationWords.openPlace[kind](page);
  return (
    <>
      <div className="flex items-start gap-2.5">
        <span className="mt-px flex h-5 min-w-5 shrink-0 items-center justify-center rounded-[5px] bg-accent-soft px-1 font-medium text-[0.6875rem] text-accent-text tabular-nums">
          {citation.number}
        </span>
        <div className="min-w-0">
          <h3 className="font-medium [overflow-wrap:anywhere]">
            {citation.document_name || t.citations.unavailableName}
          </h3>
          <p className="text-muted-foreground text-xs [overflow-wrap:anywhere]">{place.filter(Boolean).join(" › ")}</p>
        </div>
      </div>
      {citation.available ? (
        <>
          <blockquote
            className={cn(
              "mt-2.5 whitespace-pre-line border-s-2 ps-3 text-[0.8125rem] text-muted-foreground leading-relaxed [overflow-wrap:anywhere]",
              expanded ? "border-accent text-foreground" : "line-clamp-3",
            )}
          >
            <QuotedPassage citation={citation} />
          </blockquote>
          {citation.outdated && (
            <p className="mt-2 text-[0.8125rem] text-warning-text">{t.citationWords.outdated(citation.version)}</p>
          )}
          <Link
            href={viewerPath(target)}
            target="_blank"
            className="mt-2 inline-flex min-h-6 items-center gap-1.5 rounded-sm font-medium text-[0.8125rem] text-accent-text hover:underline"
          >
            <ExternalLink className="size-3.5" aria-hidden />
            {open}
          </Link>
        </>
      ) : (
        <p className="mt-2 flex items-center gap-2 text-[0.8125rem] text-muted-foreground">
          <FileText className="size-4 shrink-0" aria-hidden />
          {t.citations.unavailable}
        </p>
      )}
    </>
  );
}
