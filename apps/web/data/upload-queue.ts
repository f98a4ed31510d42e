import { useEffect, useState, useSyncExternalStore } from "react";
import { whenDraftsAreForgotten } from "./drafts.ts";
import type { FileWithPath } from "./dropped-files.ts";
import { TransferRate } from "./transfer-rate.ts";
import { type UploadOutcome, uploadFile } from "./upload.ts";
import {
  countUploads,
  isPassing,
  refusalBefore,
  stateAfter,
  type Upload,
  type UploadCounts,
  type UploadLimits,
  type UploadState,
} from "./upload-states.ts";

/** Sends one file; never rejects. */
export type SendFile = (
  upload: FileWithPath,
  onProgress: (share: number) => void,
  signal: AbortSignal,
) => Promise<UploadOutcome>;

/** How the uploads of a knowledge base stand. */
export interface UploadsView {
  uploads: readonly Upload[];
  counts: UploadCounts;
  paused: boolean;
  bytesPerSecond: number | null;
  secondsLeft: number | null;
}

const parallelUploads = 4;
/** A busy server or a broken connection is tried again so often before a person has to. */
const triesAtMost = 5;
const longestWaitSeconds = 60;
/** A thousand files change more often than anybody can read. */
const tellMilliseconds = 150;

/** Files on their way to a knowledge base, a few at a time, however many there are; paused, cancelled and tried again at will. */
export class UploadQueue {
  readonly #send: SendFile;
  readonly #uploads = new Map<number, Upload>();
  #waiting: number[] = [];
  readonly #running = new Map<number, AbortController>();
  readonly #rate = new TransferRate();
  readonly #listeners = new Set<() => void>();
  #paused = false;
  #lastId = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #view: UploadsView;
  /** Told of each that was sent or given up. */
  onSettled: ((file: File, ok: boolean) => void) | undefined;
  limits: UploadLimits | undefined;

  constructor(send: SendFile) {
    this.#send = send;
    this.#view = this.#look();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same object until something has changed. */
  readonly view = (): UploadsView => this.#view;

  add(files: readonly FileWithPath[]): void {
    // What went before is told once; a new import begins to count anew.
    if (countUploads(this.#uploads.values()).open === 0) this.clearFinished();
    for (const { file, path } of files) {
      this.#lastId += 1;
      const id = this.#lastId;
      const refusal = refusalBefore(file, this.limits);
      const state: UploadState = refusal ? { step: "failed", refusal, retryable: false } : { step: "queued" };
      this.#uploads.set(id, { id, file, path, state });
      if (!refusal) this.#waiting.push(id);
    }
    this.#tellSoon();
    this.#startWaiting();
  }

  /** Takes one off the list; being sent, it stops. */
  remove(id: number): void {
    this.#uploads.delete(id);
    this.#running.get(id)?.abort();
    this.#tellSoon();
  }

  retry(id: number): void {
    this.#change(id, { step: "queued" });
    this.#waiting.push(id);
    this.#startWaiting();
  }

  retryFailed(): void {
    for (const { id, state } of [...this.#uploads.values()]) {
      if (state.step === "failed" && state.retryable) this.retry(id);
    }
  }

  /** What is being sent is sent to its end; nothing new begins. */
  setPause(paused: boolean): void {
    this.#paused = paused;
    this.#rate.reset();
    this.#tellSoon();
    if (!paused) this.#startWaiting();
  }

  cancelAll(): void {
    this.#waiting = [];
    for (const { id, state } of [...this.#uploads.values()]) {
      if (state.step !== "done" && state.step !== "failed") this.remove(id);
    }
    this.setPause(false);
  }

  clearFinished(): void {
    for (const { id, state } of [...this.#uploads.values()]) {
      if (state.step === "done" || state.step === "failed") this.#uploads.delete(id);
    }
    this.#rate.reset();
    this.#tellSoon();
  }

  #startWaiting(): void {
    while (!this.#paused && this.#running.size < parallelUploads) {
      const id = this.#waiting.shift();
      if (id === undefined) return;
      const next = this.#uploads.get(id);
      if (next) void this.#sendOne(next);
    }
  }

  async #sendOne(upload: Upload): Promise<void> {
    const { id, file } = upload;
    const controller = new AbortController();
    this.#running.set(id, controller);
    const outcome = await this.#sendUntilTaken(upload, controller.signal);
    this.#running.delete(id);
    if (!controller.signal.aborted) {
      const state = stateAfter(outcome.last, outcome.begunAt);
      this.#change(id, state);
      this.onSettled?.(file, state.step === "done");
    }
    this.#startWaiting();
  }

  async #sendUntilTaken(upload: Upload, signal: AbortSignal): Promise<{ last: UploadOutcome; begunAt: number }> {
    const begunAt = Date.now();
    for (let tried = 1; ; tried += 1) {
      const progress = (share: number) => this.#change(upload.id, { step: "sending", share });
      progress(0);
      const last = await this.#send(upload, progress, signal);
      if (signal.aborted || !isPassing(last.status) || tried === triesAtMost) return { last, begunAt };
      const seconds = Math.min(last.retryAfterSeconds ?? 2 ** (tried - 1), longestWaitSeconds);
      this.#change(upload.id, { step: "held", until: Date.now() + seconds * 1000 });
      await pause(seconds * 1000, signal);
      if (signal.aborted) return { last, begunAt };
    }
  }

  #change(id: number, state: UploadState): void {
    const upload = this.#uploads.get(id);
    if (upload) this.#uploads.set(id, { ...upload, state });
    this.#tellSoon();
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#view = this.#look();
      for (const listener of this.#listeners) listener();
    }, tellMilliseconds);
  }

  #look(): UploadsView {
    const uploads = [...this.#uploads.values()];
    const counts = countUploads(uploads);
    if (counts.open > 0 && !this.#paused) this.#rate.add(counts.sentBytes, Date.now());
    const bytesPerSecond = counts.open > 0 && !this.#paused ? this.#rate.perSecond() : null;
    const secondsLeft = bytesPerSecond === null ? null : (counts.bytes - counts.sentBytes) / bytesPerSecond;
    return { uploads, counts, paused: this.#paused, bytesPerSecond, secondsLeft };
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Outside React: uploads go on while other pages of the workspace are looked at. */
const queues = new Map<string, UploadQueue>();

function queueOf(knowledgeBaseId: string): UploadQueue {
  let queue = queues.get(knowledgeBaseId);
  if (!queue) {
    queue = new UploadQueue((upload, onProgress, signal) => uploadFile(knowledgeBaseId, upload, onProgress, signal));
    queues.set(knowledgeBaseId, queue);
    queue.subscribe(warnWhileUploading);
  }
  return queue;
}

/** Another person signs in: their session must not send the files of the one before. */
whenDraftsAreForgotten(() => {
  for (const queue of queues.values()) queue.cancelAll();
  queues.clear();
  globalThis.window?.removeEventListener("beforeunload", askBeforeLeaving);
});

const nothingSent: UploadsView = new UploadQueue(async () => {
  throw new Error("Nothing is sent before there is a page");
}).view();

function isUploading(): boolean {
  return [...queues.values()].some((queue) => queue.view().counts.open > 0);
}

/** The browser asks before the tab is closed, only while something would be lost: the handler alone makes pages slower to go back to. */
function warnWhileUploading(): void {
  if (isUploading()) window.addEventListener("beforeunload", askBeforeLeaving);
  else window.removeEventListener("beforeunload", askBeforeLeaving);
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** The uploads of a knowledge base, as they stand; they go on when the page is left for another of the workspace. */
export function useUploadQueue(options: {
  knowledgeBaseId: string;
  limits: UploadLimits | undefined;
  /** One that was sent, or given up, while the page is shown. */
  onSettled: (file: File, ok: boolean) => void;
}): { queue: UploadQueue; view: UploadsView } {
  const { knowledgeBaseId, limits, onSettled } = options;
  const [queue] = useState(() => queueOf(knowledgeBaseId));
  const view = useSyncExternalStore(queue.subscribe, queue.view, () => nothingSent);
  useEffect(() => {
    queue.limits = limits;
    queue.onSettled = onSettled;
    return () => {
      queue.onSettled = undefined;
    };
  });
  return { queue, view };
}
