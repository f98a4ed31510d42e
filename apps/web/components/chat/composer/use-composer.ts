"use client";
import type { AskedDocument } from "@eai/contract";
import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";
import { answerViewOf, questionTextOf } from "../chat-message.ts";
import type { AskOptions, Conversation } from "../conversation.ts";
import type { Turn } from "../conversation-tree.ts";
import { afterEnqueuing, afterFailure, afterSending, type Draft, isPending } from "./draft.ts";
import { type DraftStore, draftStoreOf } from "./draft-store.ts";
import { resumeFiles } from "./file-uploads.ts";
import { contextOf, putBack, type Question, type QuestionDocument, withoutQuestion } from "./question.ts";

const longestQuestion = 100_000;

interface ComposerInput {
  conversation: Conversation;
  /** The branch that is shown. */
  turns: readonly Turn[];
  /** Knowledge bases and model, as chosen now. */
  choices: () => AskOptions;
  answering: boolean;
  /** Nothing can be asked right now: the conversation is being loaded, or its stream found again. */
  disabled: boolean;
}

export interface ComposerState {
  store: DraftStore;
  draft: Draft;
  tooLong: boolean;
  sendable: boolean;
  /** Files that are not searchable yet. */
  pendingFiles: number;
  /** Documents of the conversation so far that the next question is asked of too. */
  earlier: AskedDocument[];
  submit(): void;
  /** Asks at once, of what is searchable by now. */
  askWithoutWaiting(): void;
  askText(text: string): void;
  editLast(): boolean;
  cancelEditing(): void;
  editQueued(id: string): void;
}

/** What is written in a conversation, and how it goes out: at once, when its files are searchable, or in its turn. */
export function useComposer({ conversation, turns, choices, answering, disabled }: ComposerInput): ComposerState {
  const store = useDraftStore(conversation);
  const draft = useSyncExternalStore(store.subscribe, store.read, store.read);
  /** Sent, and not known yet to be taken or refused. */
  const onItsWay = useRef<{ question: Question; from: "box" | "queue" } | undefined>(undefined);
  const last = turns.at(-1)?.question;
  const earlier = stillNamed(last?.metadata?.documents, draft.dropped);
  const pendingFiles = draft.files.filter(isPending).length;
  const tooLong = draft.text.length > longestQuestion;
  const sendable = draft.text.trim() !== "" && !tooLong && !disabled;

  function send(question: Question, from: "box" | "queue") {
    onItsWay.current = { question, from };
    const options = { ...choices(), ...contextOf(question, earlier) };
    if (question.inPlaceOf === undefined) conversation.ask(question.text, options);
    else conversation.editAndAsk(question.inPlaceOf, question.text, options);
  }

  function deliver(question: Question) {
    const waits = answering || onItsWay.current !== undefined || store.read().queue.length > 0;
    if (waits) store.change((before) => afterEnqueuing(before, question));
    else send(question, "box");
  }

  function askWithoutWaiting() {
    if (!sendable) return;
    const question = questionOf(draft);
    // What has not arrived yet is part of the next question.
    const left = draft.files.filter(({ document, step }) => document === null && step.kind === "sending");
    store.change((before) => ({ ...afterSending(before), files: left }));
    deliver(question);
  }

  function submit() {
    if (!sendable) return;
    if (pendingFiles > 0) store.change({ held: true });
    else askWithoutWaiting();
  }

  /** A question that is offered, with what is chosen; what is being written stays. */
  function askText(text: string) {
    if (pendingFiles > 0) {
      store.change({ text, held: true });
      return;
    }
    store.change((before) => ({ ...afterSending(before), text: draft.text }));
    deliver(questionOf({ ...draft, text }));
  }

  function editLast(): boolean {
    if (!last || answering || draft.text !== "" || draft.files.length > 0) return false;
    const { documents: asked, filters } = last.metadata ?? {};
    const documents = stillNamed(asked).flatMap(({ id, name, knowledge_base_id }) =>
      name !== null && knowledge_base_id !== null && filters?.document_ids?.includes(id)
        ? [{ id, name, knowledge_base_id }]
        : [],
    );
    store.change({
      text: questionTextOf(last),
      documents,
      tags: filters?.tags ?? [],
      editing: { messageId: last.id },
    });
    return true;
  }

  function editQueued(id: string) {
    const question = draft.queue.find((entry) => entry.id === id);
    if (!question) return;
    store.change((before) => ({ ...backInBox(before, question), queue: withoutQuestion(before.queue, id) }));
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for whenever files change while the question is held
  useEffect(() => {
    if (!draft.held || pendingFiles > 0) return;
    const failed = draft.files.some(({ step }) => step.kind === "failed");
    if (failed || !sendable) store.change({ held: false });
    else askWithoutWaiting();
  }, [draft.held, draft.files, pendingFiles, sendable]);

  useEffect(() => {
    /** The question that is being answered was asked before this was shown: only its text is known here. */
    let foreign = conversation.answering;
    const putInFront = (text: string) =>
      store.change((before) => ({ text: joined(text, before.text), ...afterFailure(before) }));
    const returnedBefore = conversation.takeReturned();
    if (returnedBefore) putInFront(returnedBefore.text);
    return conversation.listen((event) => {
      if (event.kind === "opened") store.moveTo(event.session.session_id);
      if (event.kind === "returned") {
        const returned = conversation.takeReturned();
        if (returned) putInFront(returned.text);
      }
      if (event.kind !== "ended") return;
      const sent = onItsWay.current;
      onItsWay.current = undefined;
      const returned = conversation.takeReturned();
      if (returned && sent) {
        store.change((before) =>
          sent.from === "queue"
            ? { queue: putBack(before.queue, sent.question), queueState: "paused" }
            : { ...backInBox(before, sent.question), ...afterFailure(before) },
        );
      } else if (returned && foreign) putInFront(returned.text);
      else if (!endedWell(conversation)) store.change(afterFailure);
      foreign = false;
    });
  }, [conversation, store]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the next one goes out when the one before has ended
  useEffect(() => {
    if (draft.queueState === "unknown" && answering) store.change({ queueState: "going" });
    const [next] = draft.queue;
    // Read anew: what came back when this was shown has paused it.
    if (!next || store.read().queueState !== "going" || answering || disabled || onItsWay.current) return;
    store.change(({ queue }) => ({ queue: withoutQuestion(queue, next.id) }));
    send(next, "queue");
  }, [draft.queue, draft.queueState, answering, disabled]);

  return {
    store,
    draft,
    tooLong,
    sendable,
    pendingFiles,
    earlier,
    submit,
    askWithoutWaiting,
    askText,
    editLast,
    cancelEditing: () => store.change({ text: "", documents: [], tags: [], editing: null }),
    editQueued,
  };
}

/** The draft of a conversation; files under way when the page was left are taken up again. */
function useDraftStore(conversation: Conversation): DraftStore {
  const find = useCallback(() => draftStoreOf(conversation.sessionId), [conversation]);
  const kept = useRef<DraftStore>(undefined);
  kept.current ??= find();
  const store = kept.current;
  useEffect(() => resumeFiles(store), [store]);
  return store;
}

function questionOf({ text, files, documents, tags, fresh, editing }: Draft): Question {
  const arrived = files.flatMap(({ document, step }) => (document && step.kind !== "failed" ? [document] : []));
  const question = { id: newId(), text: text.trim(), files: arrived, documents, tags, fresh };
  return editing ? { ...question, inPlaceOf: editing.messageId } : question;
}

let lastId = 0;

/** Of this tab; `crypto.randomUUID` is missing on plain HTTP. */
function newId(): string {
  lastId += 1;
  return `${Date.now()}-${lastId}`;
}

/** A question back where it was written, in front of what has been written since. */
function backInBox(draft: Draft, question: Question): Partial<Draft> {
  const missing = question.files.filter(({ id }) => !draft.files.some(({ document }) => document?.id === id));
  // Below those that the store gives.
  const lowest = Math.min(0, ...draft.files.map(({ key }) => key));
  const files = missing.map((document, place) => ({
    key: lowest - 1 - place,
    name: document.name,
    sizeBytes: 0,
    pasted: null,
    document,
    step: { kind: "ready" as const },
  }));
  return {
    text: joined(question.text, draft.text),
    files: [...files, ...draft.files],
    documents: together(question.documents, draft.documents),
    tags: [...new Set([...question.tags, ...draft.tags])],
    fresh: question.fresh || draft.fresh,
  };
}

function joined(...texts: string[]): string {
  return texts.filter(Boolean).join("\n");
}

function together(...lists: readonly QuestionDocument[][]): QuestionDocument[] {
  return [...new Map(lists.flat().map((document) => [document.id, document])).values()];
}

/** What the last question was asked of stays part of the conversation, but for what was taken out since. */
function stillNamed(documents: readonly AskedDocument[] = [], dropped: readonly string[] = []): AskedDocument[] {
  return documents.filter(({ id, available }) => available && !dropped.includes(id));
}

/** Whether the next question may follow by itself: not after a stop, a refusal or a failure. */
function endedWell(conversation: Conversation): boolean {
  const last = conversation.state.messages.at(-1);
  if (conversation.refusal() || last?.role !== "assistant") return false;
  const { state } = answerViewOf(last);
  return state === "complete" || state === undefined;
}
