import { type Database, rowsOf } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import type { JournalEntry } from "../../ops/dev/model-emulator/index.ts";

/** What became of a question, as the person was told. */
export interface AskedQuestion {
  /** The id of the request, which stands in the question. */
  mark: string;
  stopped: boolean;
  state: string;
  text: string;
  servedBy: string | null;
}

export interface UsageRow {
  request_id: string;
  purpose: string;
  region: string;
  outcome: string;
  estimated: boolean;
  prompt_tokens: number;
  completion_tokens: number;
  first_token_ms: number | null;
  latency_ms: number;
}

/** The shortest time after which the campaign gives a silent model up. */
export const patienceMs = 1000;

/** How much longer the first of an answer may take than what follows it. */
export const firstFactor = 2;

/** On a busy machine what a model has sent may be read too late: then it was given up, and only then. */
function wasGivenUp({ outcome, estimated, latency_ms: latencyMs, first_token_ms: firstMs }: UsageRow): boolean {
  if (outcome !== "failed" || !estimated) return false;
  return firstMs === null ? latencyMs >= firstFactor * patienceMs : latencyMs - firstMs >= patienceMs;
}

export function readUsage(database: Database): Promise<UsageRow[]> {
  return rowsOf<UsageRow>(
    database,
    sql`select request_id, purpose, region, outcome, estimated, prompt_tokens, completion_tokens,
      first_token_ms, latency_ms from usage_records`,
  );
}

/** The calls of models: not what was asked of the emulator itself. */
export function callsOf(entries: readonly JournalEntry[]): JournalEntry[] {
  return entries.filter(({ path }) => /\/(?:chat\/completions|embeddings)$/.test(path));
}

const markPattern = /req_[0-9a-f-]{36}/g;

export interface ComparedUsage {
  /** Sentences about every call that is on record and was not made, or the other way round; empty when all is well. */
  faults: string[];
  /** Requests of which a call was given up although the model had answered: one for each such call. */
  givenUp: string[];
  /** Calls stopped on their way: they had left, and the model had not read them to the end. */
  unread: number;
}

export function compareUsage(
  entries: readonly JournalEntry[],
  rows: readonly UsageRow[],
  questions: readonly AskedQuestion[],
): ComparedUsage {
  const stopped = new Set(questions.flatMap(({ mark, stopped }) => (stopped ? [mark] : [])));
  const made = Map.groupBy(callsOf(entries), (entry) => keyOf(markOf(entry), purposeOf(entry), entry.region));
  const recorded = Map.groupBy(rows, (row) =>
    keyOf(row.purpose === "ingestion_embedding" ? "" : row.request_id, row.purpose, row.region),
  );
  const compared: ComparedUsage = { faults: [], givenUp: [], unread: 0 };
  for (const key of new Set([...made.keys(), ...recorded.keys()])) {
    const calls = made.get(key) ?? [];
    const all = recorded.get(key) ?? [];
    const surplus = all.length - calls.length;
    const unread = new Set(all.filter((row) => wasOnItsWay(row, stopped)).slice(0, Math.max(0, surplus)));
    const kept = all.filter((row) => !unread.has(row));
    compared.unread += unread.size;
    if (calls.length !== kept.length) {
      const records = kept.map(outcomeOf).join(", ");
      compared.faults.push(`${key}: ${calls.map(sayOf).join(", ")} were made, ${records} recorded`);
      continue;
    }
    compareGroup(compared, key, { calls, rows: kept, stopped });
  }
  return compared;
}

/** The emulator's log has what it has read; a call that was stopped before that is taken to have arrived all the same. */
function wasOnItsWay(row: UsageRow, stopped: ReadonlySet<string>): boolean {
  return row.outcome === "aborted" && row.estimated && row.completion_tokens === 0 && stopped.has(row.request_id);
}

interface Group {
  calls: readonly JournalEntry[];
  rows: readonly UsageRow[];
  stopped: ReadonlySet<string>;
}

function compareGroup(compared: ComparedUsage, key: string, { calls, rows, stopped }: Group): void {
  const left = rows.toSorted((one, other) => Number(one.outcome === "aborted") - Number(other.outcome === "aborted"));
  const take = (wanted: (row: UsageRow) => boolean): UsageRow | undefined => {
    const index = left.findIndex(wanted);
    return index === -1 ? undefined : left.splice(index, 1)[0];
  };
  const unlike = calls.filter((call) => !take((row) => fits(call, row, stopped)));
  for (const call of unlike) {
    const row = take(wasGivenUp);
    if (row) compared.givenUp.push(row.request_id);
    else compared.faults.push(`${key}: ${sayOf(call)} is on record as ${left.map(outcomeOf).join(", ")}`);
  }
}

function fits(call: JournalEntry, row: UsageRow, stopped: ReadonlySet<string>): boolean {
  const figures = call.usage;
  const complete = expectedOutcome(call) === "ok";
  if (row.outcome === "ok" && complete && figures && !row.estimated) {
    return row.prompt_tokens === figures.prompt_tokens && row.completion_tokens === figures.completion_tokens;
  }
  if (row.outcome === "ok") return complete && (figures === null || call.path.endsWith("/embeddings"));
  // Whatever the model did meanwhile; the worker stops what it does at the end.
  if (row.outcome === "aborted") return stopped.has(row.request_id) || row.purpose === "ingestion_embedding";
  if (row.outcome !== expectedOutcome(call)) return false;
  // A refusal costs nothing: one that is on record with tokens was never read.
  const isRefusal = row.outcome === "failed" && call.status !== null && call.status >= 400;
  return !isRefusal || row.prompt_tokens + row.completion_tokens === 0;
}

/** What the record has to say of a call that nobody stopped. */
function expectedOutcome(call: JournalEntry): string {
  const { status, outcome, finishReason, text, path } = call;
  if (status === 400 && call.errorCode === "content_filter") {
    return path.endsWith("/embeddings") ? "failed" : "filtered";
  }
  if (status !== 200 || outcome !== "completed") return "failed";
  if (path.endsWith("/embeddings")) return "ok";
  if (finishReason === "content_filter") return "filtered";
  if (finishReason === null) return "failed";
  return text === "" ? "empty" : "ok";
}

/** Sentences about answers that say more than the emulator does; empty when all is well. */
export function compareAnswers(
  entries: readonly JournalEntry[],
  questions: readonly AskedQuestion[],
  late: ReadonlySet<string>,
): string[] {
  const chats = Map.groupBy(
    callsOf(entries).filter((entry) => purposeOf(entry) === "chat"),
    markOf,
  );
  return questions.flatMap(({ mark, state, text, stopped, servedBy }) => {
    const calls = chats.get(mark) ?? [];
    const whole = calls.filter((call) => expectedOutcome(call) === "ok");
    if (state !== "complete") {
      return whole.length > 0 && !stopped && !late.has(mark)
        ? [`${mark}: ${state} although the model answered in full`]
        : [];
    }
    const source = whole.find(({ region }) => region === servedBy);
    if (!source) return [`${mark}: complete by ${servedBy}, but the calls were ${calls.map(sayOf).join(", ")}`];
    return text === source.text.trimEnd() ? [] : [`${mark}: the text is not what the model wrote`];
  });
}

/** A hiccup, or a stream that told of an error or broke before its first word. */
function mayBeGone({ status, text, finishReason }: JournalEntry): boolean {
  return (
    status === null || [408, 500, 503].includes(status) || (status === 200 && text === "" && finishReason === null)
  );
}

/** Sentences about deployments that were asked more often than the rule allows; empty when all is well. */
export function checkRestraint(entries: readonly JournalEntry[], late: ReadonlySet<string>): string[] {
  const questions = Map.groupBy(
    callsOf(entries).filter((entry) => purposeOf(entry) !== "ingestion_embedding"),
    (entry) => `${markOf(entry)} ${purposeOf(entry)}`,
  );
  return Array.from(questions).flatMap(([question, [first, second, ...more]]) => {
    if (!first || !second) return [];
    if (more.length > 0) return [`${question}: asked ${2 + more.length} times of two regions`];
    if (late.has(markOf(first))) return [];
    const again = first.region === second.region;
    const mayWait = purposeOf(first) === "query_embedding";
    if (again && !mayWait && !mayBeGone(first)) return [`${question}: asked again after ${first.status}`];
    return first.status === 400 ? [`${question}: asked elsewhere after a refusal`] : [];
  });
}

function keyOf(mark: string, purpose: string, region: string): string {
  return `${mark} ${purpose} ${region}`;
}

function purposeOf({ path, body }: JournalEntry): string {
  const text = JSON.stringify(body ?? null);
  if (path.endsWith("/embeddings")) return text.match(markPattern) ? "query_embedding" : "ingestion_embedding";
  return text.includes("Write a title for the conversation") ? "title" : "chat";
}

/** Of the question itself, which stands last. */
function markOf({ body }: JournalEntry): string {
  return (
    JSON.stringify(body ?? null)
      .match(markPattern)
      ?.at(-1) ?? ""
  );
}

function sayOf(call: JournalEntry): string {
  return `${call.region} ${call.status} ${call.outcome} ${call.finishReason} (${call.text.length} letters)`;
}

function outcomeOf(row: UsageRow): string {
  return `${row.outcome}${row.estimated ? " (estimated)" : ""}`;
}
