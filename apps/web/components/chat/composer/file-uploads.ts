import type { Document, System } from "@eai/contract";
import { api } from "@/data/api.ts";
import { hasStatus } from "@/data/api-error.ts";
import { isInProgress } from "@/data/documents.ts";
import { type UploadOutcome, uploadMyFile } from "@/data/upload.ts";
import { isPassing, refusalBefore } from "@/data/upload-states.ts";
import type { DraftFile, FileFailure, FileStep } from "./draft.ts";
import type { DraftStore } from "./draft-store.ts";

/** Files of one question at most. */
export const mostFiles = 20;
/** A busy server or a broken connection is tried again so often before a person has to. */
const triesAtMost = 4;
const longestWaitSeconds = 30;
const lookEveryMilliseconds = 700;
const lookAgainMilliseconds = 3_000;

/** What is under way of a draft, which no storage keeps. */
interface UnderWay {
  files: Map<number, File>;
  uploads: Map<number, AbortController>;
  looking: boolean;
}

const underWay = new WeakMap<DraftStore, UnderWay>();

function underWayOf(store: DraftStore): UnderWay {
  const known = underWay.get(store) ?? { files: new Map(), uploads: new Map(), looking: false };
  underWay.set(store, known);
  return known;
}

/**
 * Puts files into the question that is being written, and sends them at once.
 * @param pasted what the (only) file was made of
 * @returns how many were too many
 */
export function addFiles(
  store: DraftStore,
  files: readonly File[],
  system: System | undefined,
  pasted: string | null = null,
): number {
  const room = Math.max(0, mostFiles - store.read().files.length);
  for (const file of files.slice(0, room)) {
    const key = store.newKey();
    const failure = refusalOf(file, system);
    const step: FileStep = failure ? { kind: "failed", failure, retryable: false } : { kind: "sending", share: 0 };
    const added: DraftFile = { key, name: file.name, sizeBytes: file.size, pasted, document: null, step };
    store.change((draft) => ({ files: [...draft.files, added] }));
    underWayOf(store).files.set(key, file);
    if (!failure) void send(store, key, file);
  }
  return Math.max(0, files.length - room);
}

/** Takes a file out of the question; an upload under way is given up. */
export function removeFile(store: DraftStore, key: number): void {
  const { files, uploads } = underWayOf(store);
  uploads.get(key)?.abort();
  files.delete(key);
  store.change((draft) => ({ files: draft.files.filter((file) => file.key !== key) }));
}

/** Sends it again, or has it prepared again, whichever went wrong. */
export async function retryFile(store: DraftStore, key: number): Promise<void> {
  const file = store.read().files.find((entry) => entry.key === key);
  if (!file) return;
  const kept =
    underWayOf(store).files.get(key) ?? (file.pasted === null ? undefined : textFile(file.name, file.pasted));
  if (file.document === null) {
    if (kept) await send(store, key, kept);
    return;
  }
  setStep(store, key, { kind: "preparing", document: null });
  const { id, knowledge_base_id } = file.document;
  await api.call("reingestDocument", { params: { id: knowledge_base_id, document_id: id } }).catch(() => undefined);
  followFiles(store);
}

/** Takes up what was under way when the page was left: looks after files being prepared, sends pasted ones again. */
export function resumeFiles(store: DraftStore): void {
  const { uploads } = underWayOf(store);
  for (const { key, name, pasted, document, step } of store.read().files) {
    if (step.kind !== "sending" || document !== null || pasted === null || uploads.has(key)) continue;
    void send(store, key, textFile(name, pasted));
  }
  followFiles(store);
}

/** A text as a file. */
export function textFile(name: string, text: string): File {
  return new File([text], name, { type: "text/plain" });
}

/** What can be told before a byte is sent, with the limits it is told by. */
function refusalOf(file: File, system: System | undefined): FileFailure | undefined {
  const kind = refusalBefore(file, system)?.kind;
  if (kind === undefined || kind === "empty" || system === undefined) return kind && { kind: "empty" };
  if (kind === "too_large") return { kind, limitBytes: system.upload_limit_bytes };
  return { kind, types: system.accepted_file_types };
}

async function send(store: DraftStore, key: number, file: File): Promise<void> {
  const { uploads } = underWayOf(store);
  const controller = new AbortController();
  uploads.set(key, controller);
  let outcome: UploadOutcome;
  for (let tried = 1; ; tried += 1) {
    setStep(store, key, { kind: "sending", share: 0 });
    const progress = (share: number) => setStep(store, key, { kind: "sending", share });
    outcome = await uploadMyFile(file, progress, controller.signal);
    if (controller.signal.aborted) return;
    if (!isPassing(outcome.status) || tried === triesAtMost) break;
    await wait(Math.min(outcome.retryAfterSeconds ?? 2 ** (tried - 1), longestWaitSeconds) * 1000);
    if (controller.signal.aborted) return;
  }
  uploads.delete(key);
  const { document } = outcome;
  if (document) {
    change(store, key, () => ({ document: known(document), step: stepOf(document) }));
    followFiles(store);
    return;
  }
  const detail = outcome.problem?.detail;
  const failure: FileFailure = detail === undefined ? { kind: "network" } : { kind: "refused", detail };
  setStep(store, key, { kind: "failed", failure, retryable: isPassing(outcome.status) || outcome.status === 401 });
}

/** Looks after the files that are being prepared until each is searchable or has failed. */
function followFiles(store: DraftStore): void {
  const state = underWayOf(store);
  if (state.looking) return;
  state.looking = true;
  void look(store).finally(() => {
    state.looking = false;
  });
}

async function look(store: DraftStore): Promise<void> {
  for (;;) {
    const preparing = store.read().files.filter(({ step, document }) => step.kind === "preparing" && document !== null);
    if (preparing.length === 0) return;
    const seen = await Promise.all(preparing.map((file) => lookAt(store, file)));
    await wait(seen.every(Boolean) ? lookEveryMilliseconds : lookAgainMilliseconds);
  }
}

/** @returns false when the server did not tell */
async function lookAt(store: DraftStore, { key, document }: DraftFile): Promise<boolean> {
  if (document === null) return true;
  const params = { id: document.knowledge_base_id, document_id: document.id };
  try {
    const now = await api.call("getDocument", { params });
    change(store, key, () => ({ document: known(now), step: stepOf(now) }));
    return true;
  } catch (error) {
    if (!hasStatus(error, 404)) return false;
    setStep(store, key, { kind: "failed", failure: { kind: "gone" }, retryable: false });
    return true;
  }
}

function known({ id, knowledge_base_id, name }: Document) {
  return { id, knowledge_base_id, name };
}

/** Failures that another try may end. */
const passing = [
  "embedding_failed",
  "indexing_failed",
  "storage_failed",
  "extraction_timed_out",
  "internal_error",
  "cancelled",
];

function stepOf(document: Document): FileStep {
  if (document.searchable) return { kind: "ready" };
  if (isInProgress(document.state)) return { kind: "preparing", document };
  const code = document.failure?.code ?? "internal_error";
  return { kind: "failed", failure: { kind: "document", code }, retryable: passing.includes(code) };
}

function setStep(store: DraftStore, key: number, step: FileStep): void {
  change(store, key, () => ({ step }));
}

function change(store: DraftStore, key: number, changed: (file: DraftFile) => Partial<DraftFile>): void {
  if (!store.read().files.some((file) => file.key === key)) return;
  store.change((draft) => ({
    files: draft.files.map((file) => (file.key === key ? { ...file, ...changed(file) } : file)),
  }));
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
