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

/** All tasks of a page's main thread, script as well as style, layout and paint; in milliseconds of processor time. */
export interface Tasks {
  tasksMs: number;
  longestTaskMs: number;
  /** Longer than a person notices, and than one forgives. */
  over50Ms: number;
  over200Ms: number;
}

/** The categories to trace with: no more, since noting an event costs time, too. */
export const traceCategories = ["toplevel"];

/** Sums the page's main thread: the busiest of all pages. */
export function readTrace(trace: Buffer): Tasks {
  const { traceEvents } = JSON.parse(trace.toString("utf8")) as { traceEvents: TraceEvent[] };
  const mains = traceEvents
    .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
    .map(({ pid, tid }) => tasksOf(traceEvents.filter((event) => event.pid === pid && event.tid === tid)));
  const busiest = mains.toSorted((one, other) => other.tasksMs - one.tasksMs)[0];
  if (!busiest?.tasksMs) throw new Error("The trace has no tasks of a page.");
  return busiest;
}

function tasksOf(events: readonly TraceEvent[]): Tasks {
  const times = outermost(
    events.filter(({ name, ph, tdur }) => tasks.has(name) && ph === "X" && tdur !== undefined),
  ).map(({ tdur = 0 }) => tdur / 1000);
  return {
    tasksMs: times.reduce((sum, time) => sum + time, 0),
    longestTaskMs: Math.max(0, ...times),
    over50Ms: times.filter((time) => time > 50).length,
    over200Ms: times.filter((time) => time > 200).length,
  };
}

const tasks = new Set(["RunTask", "ThreadControllerImpl::RunTask"]);

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
