import type { System } from "@eai/contract";
import { useReducer, useRef } from "react";
import { formatBytes } from "@/data/format.ts";
import type { Messages } from "@/messages/en.ts";
import { useMessages } from "@/messages/index.tsx";
import { type UploadOutcome, uploadFile } from "./upload.ts";

export type UploadState =
  | { step: "queued" }
  | { step: "sending"; share: number }
  | { step: "done" }
  | { step: "failed"; reason: string; retryable: boolean };

export interface Upload {
  id: number;
  file: File;
  state: UploadState;
}

type Action =
  | { kind: "add"; uploads: Upload[] }
  | { kind: "change"; id: number; state: UploadState }
  | { kind: "remove"; id: number }
  | { kind: "clear" };

const parallelUploads = 3;
/** A file that arrived is in the list of documents; its upload needs no place of its own for long. */
const doneShownMilliseconds = 4_000;

function reduce(uploads: Upload[], action: Action): Upload[] {
  switch (action.kind) {
    case "add":
      return [...uploads, ...action.uploads];
    case "change":
      return uploads.map((upload) => (upload.id === action.id ? { ...upload, state: action.state } : upload));
    case "remove":
      return uploads.filter((upload) => upload.id !== action.id);
    case "clear":
      return uploads.filter((upload) => upload.state.step === "queued" || upload.state.step === "sending");
    default:
      return action satisfies never;
  }
}

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

function stateAfter({ status, problem }: UploadOutcome, t: Messages, system: System | undefined): UploadState {
  if (status >= 200 && status < 300) return { step: "done" };
  if (status === 0) return { step: "failed", reason: t.upload.network, retryable: true };
  if (status === 413 && system) {
    return {
      step: "failed",
      reason: t.upload.tooLarge(formatBytes(system.upload_limit_bytes, t.language)),
      retryable: false,
    };
  }
  const retryable = status >= 500 || status === 429 || status === 401;
  return { step: "failed", reason: problem?.detail ?? t.errors.unknown, retryable };
}

/** Sends files to a knowledge base, three at a time; each can be cancelled and tried again. */
export function useUploadQueue(options: {
  knowledgeBaseId: string;
  system: System | undefined;
  onSettled: (file: File, ok: boolean) => void;
}) {
  const t = useMessages();
  const [uploads, dispatch] = useReducer(reduce, []);
  const waiting = useRef<{ id: number; file: File }[]>([]);
  const running = useRef(new Map<number, AbortController>());
  const lastId = useRef(0);

  async function send(id: number, file: File) {
    const controller = new AbortController();
    running.current.set(id, controller);
    dispatch({ kind: "change", id, state: { step: "sending", share: 0 } });
    const progress = (share: number) => dispatch({ kind: "change", id, state: { step: "sending", share } });
    const outcome = await uploadFile(options.knowledgeBaseId, file, progress, controller.signal);
    running.current.delete(id);
    if (!controller.signal.aborted) {
      const state = stateAfter(outcome, t, options.system);
      dispatch({ kind: "change", id, state });
      options.onSettled(file, state.step === "done");
      if (state.step === "done") setTimeout(() => dispatch({ kind: "remove", id }), doneShownMilliseconds);
    }
    startWaiting();
  }

  function startWaiting() {
    while (running.current.size < parallelUploads) {
      const next = waiting.current.shift();
      if (!next) return;
      void send(next.id, next.file);
    }
  }

  function add(files: readonly File[]) {
    const added = files.map((file): Upload => {
      lastId.current += 1;
      const reason = refusal(file, options.system, t);
      const state: UploadState = reason ? { step: "failed", reason, retryable: false } : { step: "queued" };
      return { id: lastId.current, file, state };
    });
    dispatch({ kind: "add", uploads: added });
    for (const { id, file, state } of added) if (state.step === "queued") waiting.current.push({ id, file });
    startWaiting();
  }

  function remove(id: number) {
    waiting.current = waiting.current.filter((entry) => entry.id !== id);
    running.current.get(id)?.abort();
    dispatch({ kind: "remove", id });
  }

  function retry({ id, file }: Upload) {
    dispatch({ kind: "change", id, state: { step: "queued" } });
    waiting.current.push({ id, file });
    startWaiting();
  }

  return { uploads, add, remove, retry, clearFinished: () => dispatch({ kind: "clear" }) };
}
