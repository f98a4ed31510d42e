import type { Document, DocumentFailure } from "@eai/contract";
import { enqueued, type Question, type QuestionDocument } from "./question.ts";

/** Why a file cannot be asked about. */
export type FileFailure =
  | { kind: "empty" | "network" | "gone" }
  | { kind: "too_large"; limitBytes: number }
  | { kind: "unsupported"; types: string[] }
  /** In the words of the server. */
  | { kind: "refused"; detail: string }
  | { kind: "document"; code: DocumentFailure };

export type FileStep =
  | { kind: "sending"; share: number }
  | { kind: "preparing"; document: Document | null }
  | { kind: "ready" }
  | { kind: "failed"; failure: FileFailure; retryable: boolean };

/** A file put into a question that is being written. */
export interface DraftFile {
  /** Of this draft. */
  key: number;
  name: string;
  sizeBytes: number;
  /** What was pasted, when the file was made of it. */
  pasted: string | null;
  /** Known from the end of the upload on. */
  document: QuestionDocument | null;
  step: FileStep;
}

/** Everything that is being written in a conversation, and what waits to be asked. */
export interface Draft {
  text: string;
  files: DraftFile[];
  documents: QuestionDocument[];
  tags: string[];
  fresh: boolean;
  /** Chosen for a conversation that has not begun; one that has keeps its own. Null: nothing was chosen or taken away. */
  knowledgeBaseIds: string[] | null;
  /** Documents of the conversation that are to be left out from the next question on. */
  dropped: string[];
  queue: Question[];
  /** `unknown` after a reload, until it shows whether an answer is still being written. */
  queueState: "going" | "paused" | "unknown";
  /** The question is to go out as soon as its files are searchable. */
  held: boolean;
  /** The question that is being written anew. */
  editing: { messageId: string } | null;
}

export const emptyDraft: Draft = {
  text: "",
  files: [],
  documents: [],
  tags: [],
  fresh: false,
  knowledgeBaseIds: null,
  dropped: [],
  queue: [],
  queueState: "going",
  held: false,
  editing: null,
};

/** What the draft of a question that was sent goes on as: the queue and what was left out stay. */
export function afterSending(draft: Draft): Draft {
  const { queue, queueState, dropped } = draft;
  return { ...emptyDraft, queue, queueState, dropped };
}

/** The draft with one more question waiting: the first one goes on by itself, whatever was paused before. */
export function afterEnqueuing({ queue, queueState }: Draft, question: Question): Partial<Draft> {
  return { queue: enqueued(queue, question), queueState: queue.length === 0 ? "going" : queueState };
}

/** What waits is not asked by itself after a stop or a failure; with nothing waiting there is nothing to pause. */
export function afterFailure({ queue, queueState }: Draft): Partial<Draft> {
  return queue.length > 0 ? { queueState: "paused" } : { queueState };
}

export function isPending({ step }: DraftFile): boolean {
  return step.kind === "sending" || step.kind === "preparing";
}

/** Whether there is anything to keep. */
function isEmptyDraft({ text, files, documents, tags, queue, dropped, knowledgeBaseIds }: Draft): boolean {
  return (
    text === "" &&
    knowledgeBaseIds === null &&
    [files, documents, tags, queue, dropped].every((list) => list.length === 0)
  );
}

/** What is kept over a reload: a file that was not sent to its end is not, unless it was pasted. */
export function storedDraft(draft: Draft): Draft | undefined {
  if (isEmptyDraft(draft)) return undefined;
  const files = draft.files
    .filter(({ document, pasted }) => document !== null || pasted !== null)
    .map((file): DraftFile => {
      const step: FileStep = file.step.kind === "ready" ? file.step : { kind: "preparing", document: null };
      // The text of a file that is stored need not be kept as well.
      return file.document === null ? { ...file, step: { kind: "sending", share: 0 } } : { ...file, step };
    });
  return { ...draft, files, held: false, editing: null, text: draft.editing ? "" : draft.text };
}

/** A draft as it was kept, or nothing: also what an earlier release kept is none. */
export function restoredDraft(stored: unknown): Draft {
  if (!isKeptDraft(stored)) return emptyDraft;
  return { ...emptyDraft, ...stored, queueState: stored.queue.length > 0 ? "unknown" : "going" };
}

function isKeptDraft(stored: unknown): stored is Draft {
  if (typeof stored !== "object" || stored === null) return false;
  const draft = stored as Record<string, unknown>;
  return typeof draft.text === "string" && [draft.files, draft.documents, draft.tags, draft.queue].every(Array.isArray);
}
