"use client";
import type { ReindexEstimate } from "@eai/contract";
import { Notice } from "@/components/ui/notice.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { formatMicroUsd } from "@/data/format.ts";
import type { useReindexEstimate } from "@/data/reindexes.ts";
import { useMessages } from "@/messages/index.tsx";

/** What a re-index will cost, before it is begun: counted numbers as they are, estimated ones with a word that says so. */
export function ReindexEstimateView({ query }: { query: ReturnType<typeof useReindexEstimate> }) {
  const t = useMessages();
  return (
    <section
      aria-labelledby="reindex-estimate"
      aria-live="polite"
      aria-busy={query.isFetching || undefined}
      className="grid gap-2 rounded-lg border bg-muted/40 p-3.5"
    >
      <h3 id="reindex-estimate" className="font-medium text-small">
        {t.library.estimate.title}
      </h3>
      {query.isError && !query.data && <Notice tone="danger">{sentenceOf(query.error, t.errors.unknown)}</Notice>}
      {query.isPending && <Skeleton className="h-24" />}
      {query.data && <Figures estimate={query.data} />}
    </section>
  );
}

function Figures({ estimate }: { estimate: ReindexEstimate }) {
  const t = useMessages();
  const { documents, passages, embedding, context, cost_micro_usd: cost, expected_seconds: seconds } = estimate;
  const number = (value: number) => value.toLocaleString(t.language);
  const money = (value: number) => (value === 0 ? t.library.estimate.free : formatMicroUsd(value, t.language));
  const rows: [name: string, figure: string, note: string | undefined][] = [
    [t.documents.list, number(documents), undefined],
    [
      t.library.estimate.passages,
      passages.exact ? number(passages.expected) : t.library.estimate.about(number(passages.expected)),
      passages.exact ? undefined : t.library.estimate.now(number(passages.now)),
    ],
  ];
  if (embedding) {
    rows.push([
      t.library.estimate.embedding(embedding.model),
      money(embedding.cost_micro_usd),
      t.library.estimate.embedded(embedding.tokens, embedding.known_passages),
    ]);
  }
  if (context) {
    rows.push([
      t.library.estimate.contexts(context.model),
      context.cost_micro_usd === 0 ? money(0) : t.library.estimate.atMost(money(context.cost_micro_usd)),
      t.library.estimate.written(context.calls, context.prompt_tokens + context.completion_tokens),
    ]);
  }
  rows.push([
    t.library.estimate.time,
    seconds === null ? t.library.estimate.timeUnknown : t.library.estimate.seconds(seconds),
    seconds === null ? t.library.estimate.timeUnknownHint : t.library.estimate.timeHint,
  ]);
  return (
    <>
      <dl className="grid gap-1.5 text-small tabular-nums">
        {rows.map(([name, figure, note]) => (
          <div key={name} className="flex items-baseline justify-between gap-4">
            <dt className="min-w-0 [overflow-wrap:anywhere]">
              {name}
              {note && <span className="block text-muted-foreground text-xs">{note}</span>}
            </dt>
            <dd className="shrink-0 text-end">{figure}</dd>
          </div>
        ))}
        <div className="flex items-baseline justify-between gap-4 border-t pt-1.5 font-medium">
          <dt>{t.library.estimate.total}</dt>
          <dd>{money(cost)}</dd>
        </div>
      </dl>
      <p className="text-muted-foreground text-xs">{t.library.estimate.honest}</p>
    </>
  );
}
