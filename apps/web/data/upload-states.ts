import type { System } from "@eai/contract";
import type { FileWithPath } from "./dropped-files.ts";
import type { UploadOutcome } from "./upload.ts";

/** Why a file was not taken; the page has the words. */
export type UploadRefusal =
  | { kind: "empty" }
  | { kind: "too_large" }
  /** `ending` with its dot; empty for a name without one. */
  | { kind: "unsupported"; ending: string }
  /** The connection broke, again and again. */
  | { kind: "network" }
  /** The server's own words; undefined when it gave none. */
  | { kind: "server"; code: string; detail: string | undefined };

export type UploadState =
  | { step: "queued" }
  | { step: "sending"; share: number }
  /** The server is busy or away: sent again at this time (milliseconds). */
  | { step: "held"; until: number }
  /** `known`: the same bytes were there under this name. */
  | { step: "done"; known: boolean }
  | { step: "failed"; refusal: UploadRefusal; retryable: boolean };

export interface Upload extends FileWithPath {
  id: number;
  state: UploadState;
}

/** All uploads of a knowledge base, counted. */
export interface UploadCounts {
  total: number;
  done: number;
  known: number;
  failed: number;
  /** Of those that failed: they may succeed another time. */
  retryable: number;
  /** Neither done nor failed. */
  open: number;
  /** Of all files but those that failed. */
  bytes: number;
  sentBytes: number;
}

export type UploadLimits = Pick<System, "accepted_file_types" | "upload_limit_bytes">;

/** What can be told before a byte is sent. The server looks at the bytes and decides again. */
export function refusalBefore(file: Pick<File, "name" | "size">, limits: UploadLimits | undefined) {
  if (file.size === 0) return { kind: "empty" } satisfies UploadRefusal;
  if (!limits) return undefined;
  if (file.size > limits.upload_limit_bytes) return { kind: "too_large" } satisfies UploadRefusal;
  const name = file.name.toLowerCase();
  if (limits.accepted_file_types.some((ending) => name.endsWith(ending.toLowerCase()))) return undefined;
  const dot = name.lastIndexOf(".");
  return { kind: "unsupported", ending: dot > 0 ? name.slice(dot) : "" } satisfies UploadRefusal;
}

/** May the same succeed a moment later without anybody doing anything? */
export function isPassing(status: number): boolean {
  return status === 0 || status === 429 || status >= 500;
}

/** What an answer of the server makes of an upload. @param begunAt milliseconds, when it was first sent */
export function stateAfter({ status, problem, document }: UploadOutcome, begunAt: number): UploadState {
  if (status >= 200 && status < 300) {
    return { step: "done", known: document !== undefined && Date.parse(document.updated_at) < begunAt };
  }
  if (status === 0) return { step: "failed", refusal: { kind: "network" }, retryable: true };
  if (status === 413) return { step: "failed", refusal: { kind: "too_large" }, retryable: false };
  const refusal: UploadRefusal = { kind: "server", code: problem?.code ?? String(status), detail: problem?.detail };
  return { step: "failed", refusal, retryable: isPassing(status) || status === 401 };
}

export function countUploads(uploads: Iterable<Upload>): UploadCounts {
  const counts: UploadCounts = {
    total: 0,
    done: 0,
    known: 0,
    failed: 0,
    retryable: 0,
    open: 0,
    bytes: 0,
    sentBytes: 0,
  };
  for (const { file, state } of uploads) {
    counts.total += 1;
    if (state.step === "failed") {
      counts.failed += 1;
      if (state.retryable) counts.retryable += 1;
      continue;
    }
    counts.bytes += file.size;
    if (state.step === "done") {
      counts.done += 1;
      counts.sentBytes += file.size;
      if (state.known) counts.known += 1;
    } else {
      counts.open += 1;
      if (state.step === "sending") counts.sentBytes += file.size * state.share;
    }
  }
  return counts;
}

/** Files that were refused for the same reason. */
export interface RefusedFiles {
  key: string;
  refusal: UploadRefusal;
  names: string[];
}

/** What was refused, by reason; the reason with the most files first. */
export function refusedFiles(uploads: Iterable<Upload>): RefusedFiles[] {
  const groups = new Map<string, RefusedFiles>();
  for (const { file, path, state } of uploads) {
    if (state.step !== "failed") continue;
    const { refusal } = state;
    const key = refusal.kind === "server" ? `server ${refusal.code} ${refusal.detail}` : refusal.kind;
    const group = groups.get(key) ?? { key, refusal, names: [] };
    group.names.push(path ?? file.name);
    groups.set(key, group);
  }
  return [...groups.values()].toSorted((one, other) => other.names.length - one.names.length);
}
