import type { SearchReport } from "@eai/contract";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";

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
    <details className="rounded-lg border bg-surface p-4 text-[0.8125rem]">
      <summary className="cursor-pointer font-medium">{t.search.why}</summary>
      <div className="mt-3 grid gap-3">
        <dl className="flex flex-wrap gap-x-4 gap-y-1" aria-label={t.search.words}>
          {report.words.map(({ word, weight, matched }) => (
            <div key={word} className="flex gap-1">
              <dt className="font-medium">{word}</dt>
              <dd className="text-muted-foreground">
                {matched ? t.search.wordMatched(weight === null ? "–" : show(weight)) : t.search.wordMissing}
              </dd>
            </div>
          ))}
        </dl>
        <div className="text-muted-foreground">
          {report.similarity.map(({ model, minimum, best }) => (
            <p key={model}>{t.search.similarity(model, show(minimum), best === null ? null : show(best))}</p>
          ))}
          <p>{t.search.coverage(report.coverage_minimum.toLocaleString(t.language, { style: "percent" }))}</p>
        </div>
        <ol className="grid gap-1">
          {report.stages.map(({ stage, outcome, duration_ms, note }) => (
            <li key={stage} className="flex flex-wrap justify-between gap-x-4">
              <span>{[t.search.stages[stage], t.search.stageOutcomes[outcome], note].filter(Boolean).join(" · ")}</span>
              <span className="text-muted-foreground tabular-nums">{show(duration_ms)} ms</span>
            </li>
          ))}
        </ol>
        {report.dropped.length > 0 && (
          <div>
            <p className="font-medium">{t.search.dropped(report.dropped.length)}</p>
            <ul className="mt-1 grid gap-0.5 text-muted-foreground">
              {[...countedDrops(report, t)].slice(0, 10).map(([sentence, count]) => (
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
