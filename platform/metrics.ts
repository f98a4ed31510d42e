import type { AnswerObserver } from "@eai/modules/chat";
import type { BudgetObserver } from "@eai/modules/governance";
import type { IngestionObserver } from "@eai/modules/knowledge";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export interface PlatformMetrics {
  /** Every metric of this process; the doors add theirs. */
  registry: Registry;
  ingestion: Required<IngestionObserver>;
  answers: Required<AnswerObserver>;
  budgets: BudgetObserver;
}

export interface MetricSources {
  /** Documents by state of their latest version. */
  documentCounts(): Promise<readonly { state: string; count: number }[]>;
  /** Jobs that wait or run. */
  jobCount(): Promise<number>;
  /** Lines of the log that were not written so far. */
  droppedLogLines(): number;
}

/** Node's own figures with the event-loop lag, ingestion, and the queue. */
export function createMetrics(sources: MetricSources): PlatformMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const stageSeconds = new Histogram({
    name: "eai_ingestion_stage_duration_seconds",
    help: "Time a document spent in a stage of ingestion",
    labelNames: ["stage"],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers,
  });
  const ingestionSeconds = new Histogram({
    name: "eai_ingestion_duration_seconds",
    help: "Time from the begin of an ingestion to its end",
    labelNames: ["outcome"],
    buckets: [0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
    registers,
  });
  const ingested = new Counter({
    name: "eai_ingested_documents_total",
    help: "Ingestions by how they ended",
    labelNames: ["outcome"],
    registers,
  });
  const budgetRefusals = new Counter({
    name: "eai_budget_refused_total",
    help: "Model calls refused because a budget has not enough left, by whose budget it is",
    labelNames: ["scope"],
    registers,
  });
  const budgetAlerts = new Counter({
    name: "eai_budget_alerts_total",
    help: "Budgets that reached the amount of an alert, their limit, or the hard stop",
    labelNames: ["kind"],
    registers,
  });
  registerSources(registers, sources);
  return {
    registry,
    answers: createAnswerMetrics(registers),
    ingestion: {
      stageFinished: ({ stage, seconds }) => stageSeconds.observe({ stage }, seconds),
      ingestionFinished({ outcome, seconds }) {
        ingestionSeconds.observe({ outcome }, seconds);
        ingested.inc({ outcome });
      },
    },
    budgets: {
      refused: (scope) => budgetRefusals.inc({ scope }),
      alerted: (kind) => budgetAlerts.inc({ kind }),
    },
  };
}

function createAnswerMetrics(registers: Registry[]): Required<AnswerObserver> {
  const answers = new Counter({
    name: "eai_answers_total",
    help: "Answers settled, by how they ended",
    labelNames: ["state"],
    registers,
  });
  const firstToken = new Histogram({
    name: "eai_answer_first_token_seconds",
    help: "Time from the question to the first text of the answer",
    buckets: [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 60],
    registers,
  });
  return { firstToken: (seconds) => firstToken.observe(seconds), settled: (state) => answers.inc({ state }) };
}

/** Asked anew at each scrape; without the database there is no figure rather than an old one. */
function registerSources(registers: Registry[], sources: MetricSources): void {
  new Gauge({
    name: "eai_documents",
    help: "Documents by state of their latest version",
    labelNames: ["state"],
    registers,
    async collect() {
      const counts = await sources.documentCounts().catch(() => []);
      this.reset();
      for (const { state, count } of counts) this.set({ state }, count);
    },
  });
  new Counter({
    name: "eai_log_lines_dropped_total",
    help: "Lines of the log that were dropped because nobody read it",
    registers,
    collect() {
      this.reset();
      this.inc(sources.droppedLogLines());
    },
  });
  new Gauge({
    name: "eai_jobs_waiting",
    help: "Jobs that wait or run",
    registers,
    async collect() {
      this.set(await sources.jobCount().catch(() => Number.NaN));
    },
  });
}
