"use client";
import type { Passage } from "@eai/contract";
import { Search } from "lucide-react";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import { placeOf } from "@/components/chat/citation-place.ts";
import { Button } from "@/components/ui/button.tsx";
import { Select, TextInput } from "@/components/ui/field.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { viewerPath } from "@/data/documents.ts";
import { useSearch } from "@/data/knowledge-bases.ts";
import { useMessages } from "@/messages/index.tsx";
import { mediaTypes } from "./document-type.tsx";
import { SearchReportView } from "./search-report-view.tsx";

/** Asks a knowledge base as chat would, and shows the passages found with their scores. */
export function SearchPanel({ knowledgeBaseId }: { knowledgeBaseId: string }) {
  const t = useMessages();
  const search = useSearch(knowledgeBaseId);
  const [query, setQuery] = useState("");
  const [kind, setKind] = useState("");
  const result = search.data;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (query.trim()) search.mutate({ query, mediaType: kind || undefined, useCache: true });
  }

  return (
    <div className="grid gap-4">
      <search>
        <form onSubmit={submit} className="flex flex-wrap gap-2">
          <TextInput
            type="search"
            className="min-w-0 flex-1 basis-60"
            value={query}
            maxLength={4000}
            onChange={(event) => setQuery(event.target.value)}
            placeholder={t.search.placeholder}
            aria-label={t.search.label}
          />
          <Select
            value={kind}
            aria-label={t.search.kind}
            className="w-auto max-xs:grow"
            onChange={(event) => setKind(event.target.value)}
          >
            <option value="">{t.search.anyKind}</option>
            {mediaTypes.map(([mediaType, name]) => (
              <option key={mediaType} value={mediaType}>
                {t.formats.names[name]}
              </option>
            ))}
          </Select>
          <Button type="submit" variant="primary" busy={search.isPending} disabled={!query.trim()}>
            {!search.isPending && <Search aria-hidden />}
            {t.search.run}
          </Button>
        </form>
      </search>
      {search.isError && <Notice tone="danger">{sentenceOf(search.error, t.errors.unknown)}</Notice>}
      {search.isPending && <Skeleton className="h-32" />}
      {!result && !search.isPending && !search.isError && (
        <p className="py-8 text-center text-muted-foreground">{t.search.lead}</p>
      )}
      {result && !search.isPending && (
        <>
          <p role="status" className="text-muted-foreground text-xs">
            {t.search.summary(result.passages.length, result.duration_ms, result.search)}
          </p>
          {result.from_cache !== null && (
            <p className="text-muted-foreground text-xs">
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
          {result.passages.length === 0 && <p className="py-8 text-center text-muted-foreground">{t.search.none}</p>}
          <ol className="grid gap-3">
            {result.passages.map((passage, index) => (
              <PassageCard key={passage.chunk_id} passage={passage} rank={index + 1} />
            ))}
          </ol>
          {result.explanation && <SearchReportView report={result.explanation} />}
        </>
      )}
    </div>
  );
}

function PassageCard({ passage, rank }: { passage: Passage; rank: number }) {
  const t = useMessages();
  const target = {
    knowledgeBaseId: passage.knowledge_base_id,
    documentId: passage.document_id,
    page: passage.page_from,
    chunkId: passage.chunk_id,
  };
  const scores: [string, number | null][] = [
    [t.search.score, passage.score],
    [t.search.dense, passage.scores.dense],
    [t.search.lexical, passage.scores.lexical],
    [t.search.fused, passage.scores.rerank === null ? null : passage.scores.fused],
    [t.search.rerank, passage.scores.rerank],
  ];
  return (
    <li className="rounded-lg border bg-surface p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <Link href={viewerPath(target)} className="min-w-0 truncate rounded-sm font-medium hover:underline">
          {rank}. {passage.document_name}
        </Link>
        <dl className="flex gap-3 text-muted-foreground text-xs tabular-nums">
          {scores.map(
            ([name, value]) =>
              value !== null && (
                <div key={name} className="flex gap-1">
                  <dt>{name}</dt>
                  <dd className="text-foreground">
                    {value.toLocaleString(t.language, { maximumSignificantDigits: 3 })}
                  </dd>
                </div>
              ),
          )}
        </dl>
      </div>
      <p className="mt-0.5 truncate text-muted-foreground text-xs">
        {[placeOf(passage, t), ...passage.heading_path].filter(Boolean).join(" › ")}
      </p>
      <p className={passage.evidence ? "text-success-text text-xs" : "text-muted-foreground text-xs"}>
        {passage.evidence ? t.search.evidence : t.search.noEvidence}
      </p>
      <p className="mt-2 line-clamp-6 whitespace-pre-line text-[0.8125rem] leading-relaxed [overflow-wrap:anywhere]">
        {passage.text.replace(/\n{2,}/g, "\n")}
      </p>
    </li>
  );
}
