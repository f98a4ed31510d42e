"use client";
import type { Passage, QueryResult } from "@eai/contract";
import { CircleCheck, CircleSlash } from "lucide-react";
import Link from "next/link";
import { placeOf } from "@/components/chat/citation-place.ts";
import { cn } from "@/components/ui/class-names.ts";
import { viewerPath } from "@/data/documents.ts";
import { scoreBars } from "@/data/score-bars.ts";
import { useMessages } from "@/messages/index.tsx";
import { ScoreBarList } from "./score-bar-list.tsx";

interface SearchPassageProps {
  passage: Passage;
  rank: number;
  result: QueryResult;
}

/** A passage that was found: what it says, whether an answer may use it, and what each stage thought of it. */
export function SearchPassage({ passage, rank, result }: SearchPassageProps) {
  const t = useMessages();
  const target = {
    knowledgeBaseId: passage.knowledge_base_id,
    documentId: passage.document_id,
    page: passage.page_from,
    chunkId: passage.chunk_id,
  };
  const coverage = result.explanation?.passages.find(({ chunk_id: id }) => id === passage.chunk_id)?.coverage;
  const Icon = passage.evidence ? CircleCheck : CircleSlash;
  return (
    <li className="grid gap-x-6 gap-y-3 rounded-lg border bg-surface p-4 @2xl:grid-cols-[minmax(0,1fr)_15rem]">
      <div className="min-w-0">
        <h2 className="flex items-baseline gap-2.5">
          <span className="text-muted-foreground text-xs tabular-nums">{rank}</span>
          <Link href={viewerPath(target)} className="min-w-0 truncate rounded-sm font-medium hover:underline">
            <bdi>{passage.document_name}</bdi>
          </Link>
        </h2>
        <p className="mt-0.5 truncate text-muted-foreground text-xs">
          {[placeOf(passage, t), ...passage.heading_path].filter(Boolean).join(" › ")}
        </p>
        <p className="mt-2 line-clamp-6 whitespace-pre-line text-small leading-relaxed [overflow-wrap:anywhere]">
          {passage.text.replace(/\n{2,}/g, "\n")}
        </p>
      </div>
      <div className="grid content-start gap-2.5 @max-2xl:border-t @max-2xl:pt-3 @2xl:border-s @2xl:ps-6">
        <p
          className={cn(
            "flex items-start gap-1.5 text-xs",
            passage.evidence ? "text-success-text" : "text-muted-foreground",
          )}
        >
          <Icon className="mt-px size-3.5 shrink-0" aria-hidden />
          {passage.evidence ? t.search.evidence : t.search.noEvidence}
        </p>
        <ScoreBarList bars={scoreBars(passage, result.passages, result.explanation)} />
        {coverage !== undefined && (
          <p className="text-muted-foreground text-xs">
            {t.library.search.coverage(coverage.toLocaleString(t.language, { style: "percent" }))}
          </p>
        )}
      </div>
    </li>
  );
}
