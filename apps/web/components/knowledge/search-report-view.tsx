"use client";
import type { SearchReport } from "@eai/contract";
import { Check, ChevronRight, X } from "lucide-react";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";

const dropsShown = 10;

/** What was left out, said once for each document and reason, with how often. */
function countedDrops({ dropped }: SearchReport, t: Messages): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { document_name, reason } of dropped) {
    const sentence = `${document_name}: ${t.search.reasons[reason]}`;
    counts.set(sentence, (counts.get(sentence) ?? 0) + 1);
  }
  return counts;
}

/** Says in plain words how a search came to its passages; closed at first. */
export function SearchReportView({ report }: { report: SearchReport }) {
  const t = useMessages();
  const show = (value: number) => value.toLocaleString(t.language, { maximumSignificantDigits: 3 });
  return (
    <details className="group rounded-lg border bg-surface text-small">
      <summary className="flex cursor-pointer list-none items-center gap-1.5 rounded-lg px-4 py-2.5 font-medium">
        <ChevronRight
          className="size-4 text-muted-foreground transition-transform group-open:rotate-90 rtl:-scale-x-100"
          aria-hidden
        />
        {t.search.why}
      </summary>
      <div className="grid gap-4 border-t px-4 py-3.5">
        <p className="max-w-2xl text-muted-foreground">{t.library.search.how}</p>
        <Words report={report} show={show} />
        <div className="text-muted-foreground">
          {report.similarity.map(({ model, minimum, best }) => (
            <p key={model}>{t.search.similarity(model, show(minimum), best === null ? null : show(best))}</p>
          ))}
          <p>{t.search.coverage(report.coverage_minimum.toLocaleString(t.language, { style: "percent" }))}</p>
        </div>
        <Stages report={report} show={show} />
        {report.dropped.length > 0 && (
          <div>
            <p className="font-medium">{t.search.dropped(report.dropped.length)}</p>
            <ul className="mt-1 grid gap-0.5 text-muted-foreground">
              {[...countedDrops(report, t)].slice(0, dropsShown).map(([sentence, count]) => (
                <li key={sentence} className="[overflow-wrap:anywhere]">
                  {count > 1 ? t.search.times(sentence, count) : sentence}
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </details>
  );
}

type Show = (value: number) => string;

function Words({ report, show }: { report: SearchReport; show: Show }) {
  const t = useMessages();
  return (
    <dl className="flex flex-wrap gap-1.5" aria-label={t.search.words}>
      {report.words.map(({ word, weight, matched }) => (
        <div key={word} className="inline-flex h-6 items-center gap-1.5 rounded-full bg-muted px-2 text-xs">
          {matched ? (
            <Check className="size-3 text-success-text" aria-hidden />
          ) : (
            <X className="size-3 text-muted-foreground" aria-hidden />
          )}
          <dt className="font-medium">
            <bdi>{word}</bdi>
          </dt>
          <dd className="text-muted-foreground">
            {matched ? t.search.wordMatched(weight === null ? "–" : show(weight)) : t.search.wordMissing}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The stages as parts of the time they took together. */
function Stages({ report, show }: { report: SearchReport; show: Show }) {
  const t = useMessages();
  const whole = report.stages.reduce((sum, stage) => sum + stage.duration_ms, 0);
  let before = 0;
  return (
    <ol className="grid gap-1.5">
      {report.stages.map(({ stage, outcome, duration_ms: took, note }) => {
        const start = whole > 0 ? (before / whole) * 100 : 0;
        const width = whole > 0 ? (took / whole) * 100 : 0;
        before += took;
        return (
          <li key={stage} className="grid gap-x-4 sm:grid-cols-[minmax(0,1fr)_10rem_4.5rem] sm:items-center">
            <span>{[t.search.stages[stage], t.search.stageOutcomes[outcome], note].filter(Boolean).join(" · ")}</span>
            <span aria-hidden className="relative h-1.5 rounded-full bg-muted max-sm:hidden">
              <span
                className="absolute inset-y-0 rounded-full bg-accent"
                style={{ insetInlineStart: `${start}%`, width: `max(${width}%, 3px)` }}
              />
            </span>
            <span className="text-muted-foreground tabular-nums sm:text-end">{show(took)} ms</span>
          </li>
        );
      })}
    </ol>
  );
}
