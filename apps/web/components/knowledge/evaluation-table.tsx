"use client";
import type { Evaluation, EvaluationMetrics } from "@eai/contract";
import { formatTime } from "@/data/format.ts";
import { useMessages } from "@/messages/index.tsx";

const worstShown = 5;

/** The last runs over the golden questions, each beside the one before it. */
export function EvaluationTable({ evaluations }: { evaluations: readonly Evaluation[] }) {
  const t = useMessages();
  const worst = evaluations[0]?.results.filter(({ ndcg_at_10 }) => ndcg_at_10 < 1).slice(0, worstShown) ?? [];
  return (
    <section className="grid gap-3">
      <h2 className="font-medium text-sm">{t.quality.runs}</h2>
      <section
        aria-label={t.quality.runs}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard
        tabIndex={0}
        className="overflow-x-auto rounded-lg border"
      >
        <table className="w-full text-start text-sm tabular-nums">
          <thead className="text-muted-foreground text-xs">
            <tr className="border-b">
              {[t.quality.when, t.quality.change, t.quality.recall, t.quality.ndcg, t.quality.firstPlace].map(
                (name) => (
                  <th key={name} scope="col" className="whitespace-nowrap px-3 py-2 text-start font-medium">
                    {name}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {evaluations.map((evaluation, index) => (
              <EvaluationRow key={evaluation.id} evaluation={evaluation} before={evaluations[index + 1]} />
            ))}
          </tbody>
        </table>
      </section>
      {worst.length > 0 && (
        <div className="grid gap-1 text-sm">
          <h3 className="text-muted-foreground text-xs">{t.quality.worst}</h3>
          <ul className="grid gap-1">
            {worst.map(({ question, first_place }) => (
              <li key={question} className="flex gap-2 [overflow-wrap:anywhere]">
                <span className="shrink-0 text-muted-foreground">
                  {first_place === null ? t.quality.notFound : t.quality.place(first_place)}
                </span>
                {question}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

interface EvaluationRowProps {
  evaluation: Evaluation;
  before: Evaluation | undefined;
}

function EvaluationRow({ evaluation, before }: EvaluationRowProps) {
  const t = useMessages();
  const figure = (name: Exclude<keyof EvaluationMetrics, "questions" | "median_ms">) => (
    <FigureCell value={evaluation.metrics[name]} before={before?.metrics[name]} />
  );
  return (
    <tr className="border-b last:border-b-0">
      <td className="whitespace-nowrap px-3 py-2">{formatTime(evaluation.created_at, t.language)}</td>
      <td className="min-w-32 px-3 py-2">{t.quality.triggers[evaluation.trigger]}</td>
      {figure("recall_at_10")}
      {figure("ndcg_at_10")}
      {figure("mrr")}
    </tr>
  );
}

function FigureCell({ value, before }: { value: number; before: number | undefined }) {
  const t = useMessages();
  const change = before === undefined ? 0 : value - before;
  const shown = (figure: number) =>
    figure.toLocaleString(t.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (
    <td className="px-3 py-2">
      {shown(value)}
      {Math.abs(change) >= 0.005 && (
        <span className={change < 0 ? "ms-1.5 text-danger-text text-xs" : "ms-1.5 text-muted-foreground text-xs"}>
          {change > 0 ? "+" : "−"}
          {shown(Math.abs(change))}
        </span>
      )}
    </td>
  );
}
