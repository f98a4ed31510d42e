/** What is read of Chromium's trace events; times are microseconds. */
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  /** Of the processor: what others do on the machine is not in it. */
  tdur?: number;
  args?: { name?: string };
}

/** Run by the page, or on its behalf. */
const scripts = new Set([
  "EvaluateScript",
  "FunctionCall",
  "RunMicrotasks",
  "v8.run",
  "v8.callFunction",
  "V8.HandleInterrupts",
]);

export interface MainThread {
  /** Milliseconds of processor time. */
  scriptMs: number;
  /** All tasks of the main thread: style, layout and paint too. */
  tasksMs: number;
  longestTaskMs: number;
}

/** The categories to trace with. */
export const traceCategories = ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel", "v8"];

/** Sums the page's main thread: the renderer thread that ran the most script. */
export function readTrace(trace: Buffer): MainThread {
  const { traceEvents } = JSON.parse(trace.toString("utf8")) as { traceEvents: TraceEvent[] };
  const mains = traceEvents
    .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
    .map(({ pid, tid }) => measureThread(traceEvents.filter((event) => event.pid === pid && event.tid === tid)));
  const busiest = mains.toSorted((one, other) => other.scriptMs - one.scriptMs)[0];
  if (!busiest) throw new Error("The trace has no main thread of a page.");
  return busiest;
}

function measureThread(events: readonly TraceEvent[]): MainThread {
  const whole = events.filter(({ ph, tdur }) => ph === "X" && tdur !== undefined);
  const tasks = outermost(whole.filter(({ name }) => name === "RunTask" || name === "ThreadControllerImpl::RunTask"));
  return {
    scriptMs: sum(outermost(whole.filter(({ name }) => scripts.has(name)))),
    tasksMs: sum(tasks),
    longestTaskMs: Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur / 1000)),
  };
}

/** Without those that lie inside another. */
function outermost(events: readonly TraceEvent[]): TraceEvent[] {
  let end = Number.NEGATIVE_INFINITY;
  return events
    .toSorted((one, other) => one.ts - other.ts || (other.dur ?? 0) - (one.dur ?? 0))
    .filter(({ ts, dur = 0 }) => {
      if (ts < end) return false;
      end = ts + dur;
      return true;
    });
}

function sum(events: readonly TraceEvent[]): number {
  return events.reduce((total, { tdur = 0 }) => total + tdur / 1000, 0);
}
