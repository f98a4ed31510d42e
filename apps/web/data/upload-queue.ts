import type { System } from "@eai/contract";
import { useRef, useState } from "react";
import { formatBytes } from "@/data/format.ts";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";
import type { FileWithPath } from "./dropped-files.ts";
import { type UploadOutcome, uploadFile } from "./upload.ts";

export type UploadState =
  | { step: "queued" }
  | { step: "sending"; share: number }
  /** `known`: the same bytes were there under this name. */
  | { step: "done"; known: boolean }
  | { step: "failed"; reason: string; retryable: boolean };

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
  /** Neither done nor failed. */
  open: number;
}

const parallelUploads = 4;
/** A busy server or a broken connection is tried again so often before a person has to. */
const triesAtMost = 5;
const longestWaitSeconds = 60;
/** A thousand files change more often than anybody can read. */
const renderMilliseconds = 150;

/** What can be told before a byte is sent. The server looks at the bytes and decides again. */
function refusal(file: File, system: System | undefined, t: Messages): string | undefined {
  if (file.size === 0) return t.upload.empty;
  if (!system) return undefined;
  if (file.size > system.upload_limit_bytes)
    return t.upload.tooLarge(formatBytes(system.upload_limit_bytes, t.language));
  const accepted = system.accepted_file_types;
  const known = accepted.some((ending) => file.name.toLowerCase().endsWith(ending.toLowerCase()));
  return known ? undefined : t.upload.unsupported(accepted.join(", "));
}

function isPassing(status: number): boolean {
  return status === 0 || status === 429 || status >= 500;
}

function stateAfter(
  { status, problem, document }: UploadOutcome,
  begunAt: number,
  t: Messages,
  system: System | undefined,
): UploadState {
  if (status >= 200 && status < 300) {
    return { step: "done", known: document !== undefined && Date.parse(document.updated_at) < begunAt };
  }
  if (status === 0) return { step: "failed", reason: t.upload.network, retryable: true };
  if (status === 413 && system) {
    const limit = formatBytes(system.upload_limit_bytes, t.language);
    return { step: "failed", reason: t.upload.tooLarge(limit), retryable: false };
  }
  return {
    step: "failed",
    reason: problem?.detail ?? t.errors.unknown,
    retryable: isPassing(status) || status === 401,
  };
}

function countsOf(uploads: Iterable<Upload>): UploadCounts {
  const counts: UploadCounts = { total: 0, done: 0, known: 0, failed: 0, open: 0 };
  for (const { state } of uploads) {
    counts.total += 1;
    if (state.step === "done") {
      counts.done += 1;
      if (state.known) counts.known += 1;
    } else if (state.step === "failed") counts.failed += 1;
    else counts.open += 1;
  }
  return counts;
}

/** Sends files to a knowledge base, a few at a time, however many there are; paused, cancelled and tried again at will. */
export function useUploadQueue(options: {
  knowledgeBaseId: string;
  system: System | undefined;
  /** One that was sent, or given up. */
  onSettled: (file: File, ok: boolean) => void;
}) {
  const t = useMessages();
  const [, setTick] = useState(0);
  const [paused, setPaused] = useState(false);
  const uploads = useRef(new Map<number, Upload>());
  const waiting = useRef<number[]>([]);
  const running = useRef(new Map<number, AbortController>());
  const pausedNow = useRef(false);
  const lastId = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  function renderSoon() {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      setTick((tick) => tick + 1);
    }, renderMilliseconds);
  }

  function change(id: number, state: UploadState) {
    const upload = uploads.current.get(id);
    if (upload) uploads.current.set(id, { ...upload, state });
    renderSoon();
  }

  async function send(upload: Upload) {
    const { id, file } = upload;
    const controller = new AbortController();
    running.current.set(id, controller);
    const begunAt = Date.now();
    let outcome: UploadOutcome;
    for (let tried = 1; ; tried += 1) {
      change(id, { step: "sending", share: 0 });
      const progress = (share: number) => change(id, { step: "sending", share });
      outcome = await uploadFile(options.knowledgeBaseId, upload, progress, controller.signal);
      if (controller.signal.aborted || !isPassing(outcome.status) || tried === triesAtMost) break;
      const seconds = Math.min(outcome.retryAfterSeconds ?? 2 ** (tried - 1), longestWaitSeconds);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      if (controller.signal.aborted) break;
    }
    running.current.delete(id);
    if (!controller.signal.aborted) {
      const state = stateAfter(outcome, begunAt, t, options.system);
      change(id, state);
      options.onSettled(file, state.step === "done");
    }
    startWaiting();
  }

  function startWaiting() {
    while (!pausedNow.current && running.current.size < parallelUploads) {
      const id = waiting.current.shift();
      if (id === undefined) return;
      const next = uploads.current.get(id);
      if (next) void send(next);
    }
  }

  function add(files: readonly FileWithPath[]) {
    // What went before is told once; a new import begins to count anew.
    if (countsOf(uploads.current.values()).open === 0) clearFinished();
    for (const { file, path } of files) {
      lastId.current += 1;
      const id = lastId.current;
      const reason = refusal(file, options.system, t);
      const state: UploadState = reason ? { step: "failed", reason, retryable: false } : { step: "queued" };
      uploads.current.set(id, { id, file, path, state });
      if (!reason) waiting.current.push(id);
    }
    renderSoon();
    startWaiting();
  }

  function remove(id: number) {
    uploads.current.delete(id);
    running.current.get(id)?.abort();
    renderSoon();
  }

  function retry(id: number) {
    change(id, { step: "queued" });
    waiting.current.push(id);
    startWaiting();
  }

  function retryFailed() {
    for (const { id, state } of uploads.current.values()) if (state.step === "failed" && state.retryable) retry(id);
  }

  function setPause(next: boolean) {
    pausedNow.current = next;
    setPaused(next);
    if (!next) startWaiting();
  }

  function cancelAll() {
    waiting.current = [];
    for (const { id, state } of [...uploads.current.values()]) {
      if (state.step === "queued" || state.step === "sending") remove(id);
    }
    setPause(false);
  }

  function clearFinished() {
    for (const { id, state } of [...uploads.current.values()]) {
      if (state.step === "done" || state.step === "failed") uploads.current.delete(id);
    }
    renderSoon();
  }

  const all = [...uploads.current.values()];
  return {
    uploads: all,
    counts: countsOf(all),
    paused,
    setPause,
    add,
    remove,
    retry,
    retryFailed,
    cancelAll,
    clearFinished,
  };
}
