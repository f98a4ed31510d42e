import type { AskedDocument, Problem, SearchFilters, StreamData } from "@eai/contract";
import { api } from "@/data/api.ts";
import { fetchMessages } from "@/data/sessions.ts";
import type { AnswerStream } from "./answer-stream.ts";
import { keepBranchChoices, readBranchChoices } from "./branch-choices.ts";
import {
  type ChatMessage,
  fromStored,
  isBeingWritten,
  keepUnchanged,
  questionTextOf,
  unstoredQuestion,
} from "./chat-message.ts";
import { draftStoreOf } from "./composer/draft-store.ts";
import type { AskedQuestion } from "./composer/question.ts";
import { ConversationState } from "./conversation-state.ts";
import { type BranchChoices, branchKeyOf, choicesThrough, shownTurns, type Turn } from "./conversation-tree.ts";

export interface AskOptions {
  knowledgeBaseIds: string[];
  model: string | undefined;
  /** False: search anew, whatever was found before. */
  useCache?: boolean | undefined;
  /** Searched beside the knowledge bases: files put into the chat, documents named. */
  documents?: AskedDocument[] | undefined;
  /** Which documents of the knowledge bases are searched for this question. */
  filters?: SearchFilters | undefined;
}

/** Why a question was not accepted: in the words of the API where it gave some. */
export interface Refusal {
  code: string;
  detail: string | undefined;
  /** When asking again can help, in seconds from then. */
  retryAfterSeconds: number | undefined;
  /** When it came, in milliseconds since 1970. */
  refusedAt: number;
}

type ConversationEvent =
  | { kind: "opened"; session: StreamData["session"] }
  | { kind: "ended"; sessionId: string | null }
  | { kind: "recovering" }
  | { kind: "returned" }
  | { kind: "branched" };

const recoveryDelaysMilliseconds = [400, 1_500, 3_000, 6_000, 12_000];
/** Refusals that end by themselves: the question goes back into the box instead of standing among the messages. */
const passingRefusals = ["too_many_requests", "budget_exhausted"];
const stopGraceMilliseconds = 4_000;
const rereadMilliseconds = 3_000;

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Without a network nothing is tried; with it again, at once. */
function online(): Promise<void> {
  if (navigator.onLine) return Promise.resolve();
  return new Promise((resolve) => window.addEventListener("online", () => resolve(), { once: true }));
}

/**
 * A conversation of this tab: the AI SDK's chat with what the platform adds. It outlives the page that shows it, so
 * that an answer goes on while another conversation is looked at. The API keeps writing when the connection breaks;
 * this finds the answer again. The SDK is loaded when somebody begins to write, or there is an answer to follow.
 */
export class Conversation {
  /** Stays the same while a new conversation gets its id. */
  readonly key: string;
  /** Holds the messages of all branches, oldest first; one of them is shown. */
  readonly state = new ConversationState();
  sessionId: string | null;
  loaded: boolean;
  private stream: Promise<AnswerStream> | undefined;
  /** The question that stands there, while what sends it is being loaded. */
  private unsent: ChatMessage | undefined;
  private listeners = new Set<(event: ConversationEvent) => void>();
  /** The API has taken the last question: it is stored, whatever becomes of the connection. */
  private accepted = true;
  private recoveries = 0;
  /** Of the last answer of the API; the SDK's errors carry no headers. */
  private retryAfterSeconds: number | undefined;
  private answeredAt = 0;
  /** The last question, when it was refused for now. */
  returned: AskedQuestion | undefined;
  /** The same, until it is put back. */
  private untaken: AskedQuestion | undefined;
  /** The connection to an answer in progress is broken and being made again. */
  reconnecting = false;
  /** When the last question was asked, by the clock of this page in milliseconds. */
  askedAt = 0;
  /** Which branch is shown where there are several. */
  choices: BranchChoices;
  /** The last change of the conversation that was read here. */
  private readUpTo: string | undefined;

  constructor(sessionId: string | null) {
    this.key = sessionId ?? `new-${crypto.randomUUID?.() ?? Date.now()}`;
    this.sessionId = sessionId;
    this.choices = readBranchChoices(sessionId);
    this.loaded = sessionId === null;
  }

  /** Loads what asking needs, ahead of the first question. */
  prepare(): void {
    this.openStream().catch(() => {});
  }

  /** @throws when it cannot be loaded; the next call tries again */
  private openStream(): Promise<AnswerStream> {
    this.stream ??= this.loadStream().catch((error: unknown) => {
      this.stream = undefined;
      throw error;
    });
    return this.stream;
  }

  private async loadStream(): Promise<AnswerStream> {
    const { openAnswerStream } = await import("./answer-stream.ts");
    return openAnswerStream({
      state: this.state,
      sessionId: () => this.sessionId,
      onOpen: (session) => this.open(session),
      onResponse: ({ headers }) => {
        const seconds = Number(headers.get("retry-after"));
        this.retryAfterSeconds = seconds > 0 ? seconds : undefined;
        this.answeredAt = Date.now();
      },
      onEnd: ({ settled, isAbort }) => {
        if (settled) this.setReconnecting(false);
        else if (this.accepted && !isAbort) void this.recover();
        else this.takeBack();
        this.emit({ kind: "ended", sessionId: this.sessionId });
      },
    });
  }

  /** Tells what happens here. @returns how to stop listening */
  listen(listener: (event: ConversationEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get answering(): boolean {
    return this.state.status === "submitted" || this.state.status === "streaming";
  }

  /** The branch that is shown. */
  turns(): Turn[] {
    return shownTurns(this.state.messages, this.choices);
  }

  /** Asks a question behind what is shown; the answer arrives in `state.messages`. */
  ask(text: string, options: AskOptions): void {
    this.removeUnstored();
    this.send(text, options, this.turns().findLast((turn) => turn.answer)?.answer?.id);
  }

  /**
   * Asks something else in the place of a question: a branch beside it begins. One that is not shown (any more) is asked
   * at the end.
   * @param messageId of the question
   * @param options documents and filters that are left out are those of the question
   */
  editAndAsk(messageId: string, text: string, options: AskOptions): void {
    const turn = this.turns().find(({ question }) => question.id === messageId);
    if (!turn) {
      this.ask(text, options);
      return;
    }
    const { documents, filters } = turn.question.metadata ?? {};
    this.removeUnstored();
    this.send(text, { documents, filters, ...options }, turn.parentId);
  }

  /**
   * Has a question answered once more, beside the answer it has.
   * @param messageId of the question, or of its answer
   */
  regenerate(messageId: string, options: AskOptions): void {
    const turn = this.turns().find(({ question, answer }) => question.id === messageId || answer?.id === messageId);
    if (turn) this.editAndAsk(turn.question.id, questionTextOf(turn.question), options);
  }

  /** Asks the last question that is shown again. */
  askAgain(options: AskOptions): void {
    const last = this.turns().at(-1);
    if (last) this.regenerate(last.question.id, options);
  }

  /** Shows the branch that begins with this question. */
  choose(parentId: string | null, questionId: string): void {
    this.setChoices({ ...this.choices, [branchKeyOf(parentId)]: questionId });
  }

  /** Shows the branch with this message, wherever it is. @returns whether there is such a message */
  reveal(messageId: string): boolean {
    if (!this.state.messages.some(({ id }) => id === messageId)) return false;
    this.setChoices(choicesThrough(this.state.messages, this.choices, messageId));
    return true;
  }

  /** @param parentId the answer it follows, null to begin anew; undefined when nothing is known of one */
  private send(text: string, options: AskOptions, parentId: string | null | undefined): void {
    this.accepted = false;
    this.askedAt = Date.now();
    this.returned = undefined;
    this.untaken = undefined;
    this.recoveries = 0;
    // What is asked now is what is shown now.
    const { [branchKeyOf(parentId ?? null)]: _, ...others } = this.choices;
    this.setChoices(others);
    const { knowledgeBaseIds, model, useCache, documents, filters } = options;
    const body = {
      knowledge_base_ids: knowledgeBaseIds,
      model,
      use_cache: useCache,
      document_ids: documents?.filter(({ available }) => available).map(({ id }) => id),
      filters,
      // A new conversation has nothing that could be followed.
      ...(this.sessionId && parentId !== undefined && { parent_message_id: parentId }),
    };
    const metadata = { parentId: parentId ?? null, documents, filters, knowledgeBaseIds };
    void this.request({ id: `asked-${this.askedAt}`, role: "user", parts: [{ type: "text", text }], metadata }, body);
  }

  private async request(question: ChatMessage, body: object): Promise<void> {
    this.unsent = question;
    this.state.status = "submitted";
    this.state.pushMessage(question);
    const stream = await this.openStream().catch(() => undefined);
    if (this.unsent !== question) return;
    if (!stream) return this.takeUnsent(new Error("network"));
    this.unsent = undefined;
    // The SDK puts it there itself.
    this.state.popMessage();
    await stream.sendMessage(question, { body });
  }

  /** A question that was not handed over goes back to where it was written. */
  private takeUnsent(error?: Error): void {
    if (!this.unsent) return;
    this.retryAfterSeconds = undefined;
    this.answeredAt = Date.now();
    this.accepted = error === undefined;
    this.state.popMessage();
    this.state.error = error;
    this.state.status = error ? "error" : "ready";
    this.giveBack(this.unsent);
    this.unsent = undefined;
    this.emit({ kind: "ended", sessionId: this.sessionId });
    // Nobody took it where the page could not be drawn either.
    const left = this.takeReturned();
    if (left) draftStoreOf(this.sessionId).change(({ text }) => ({ text: text || left.text }));
  }

  /** A question that the API did not take leaves the messages: it would stand there as if it were stored. */
  private removeUnstored(): void {
    const last = this.state.messages.at(-1);
    if (!this.accepted && last?.role === "user") this.state.popMessage();
  }

  private setChoices(choices: BranchChoices): void {
    if (choices === this.choices) return;
    this.choices = choices;
    keepBranchChoices(this.sessionId, choices);
    this.emit({ kind: "branched" });
  }

  /** Ends the answer on the server; what is there is kept. */
  async stop(): Promise<void> {
    if (this.unsent) return this.takeUnsent();
    if (!this.sessionId) return (await this.openStream()).stop();
    await api.call("stopAnswer", { params: { id: this.sessionId } });
    await wait(stopGraceMilliseconds);
    if (!this.answering) return;
    await (await this.openStream()).stop();
    await this.load();
  }

  /**
   * Reads the conversation as it is stored, and follows the answer that is being written.
   * @throws ApiError 404 when it does not exist for this person
   */
  async load(signal?: AbortSignal): Promise<void> {
    if (!this.sessionId || this.answering) return;
    const messages = await fetchMessages(this.sessionId, signal);
    if (this.answering || signal?.aborted) return;
    const last = messages.at(-1);
    const follow = last !== undefined && isBeingWritten(last);
    // The answer in progress is replayed from its beginning by the stream.
    const stored = (follow ? messages.slice(0, -1) : messages).map(fromStored);
    const unstored = this.refusal() ? unstoredQuestion(this.state.messages, stored) : undefined;
    const unchanged = keepUnchanged(this.state.messages, stored);
    const stands = unstored !== undefined && !follow;
    this.state.messages = stands ? [...unchanged, unstored] : unchanged;
    this.loaded = true;
    if (!stands) {
      this.accepted = true;
      this.clearError();
    }
    // An answer that is followed would stand behind it.
    if (unstored && follow) {
      this.giveBack(unstored);
      this.emit({ kind: "returned" });
    }
    this.recoveries = 0;
    // Until the stream is there, an answer is being written that the state does not know of.
    this.setReconnecting(follow);
    if (!follow) return;
    // Never in the future, whatever the clock of the server says.
    this.askedAt = Math.min(Date.now(), Date.parse(last.created_at));
    try {
      await this.follow();
    } finally {
      // Unless it broke again, and is being found.
      if (this.recoveries === 0) this.setReconnecting(false);
    }
  }

  /** Reads the conversation again if it was changed elsewhere: in another tab, on another device. */
  async refresh(): Promise<void> {
    if (!this.sessionId || !this.loaded || this.answering || this.reconnecting || this.refusal()) return;
    const { updated_at: updatedAt, answering } = await api.call("getSession", { params: { id: this.sessionId } });
    if (updatedAt === this.readUpTo && !answering) return;
    await this.load();
    this.readUpTo = updatedAt;
  }

  /** Why the last question was refused, when it was. */
  refusal(): Refusal | undefined {
    if (this.accepted || !this.state.error) return undefined;
    const problem = problemOf(this.state.error);
    const { retryAfterSeconds, answeredAt: refusedAt } = this;
    return { code: problem?.code ?? "network", detail: problem?.detail, retryAfterSeconds, refusedAt };
  }

  /** A question that was refused for now leaves the messages, and goes back to where it was written. */
  private takeBack(): void {
    const question = this.state.messages.at(-1);
    if (question?.role !== "user" || !passingRefusals.includes(this.refusal()?.code ?? "")) return;
    this.state.popMessage();
    this.giveBack(question);
  }

  private giveBack(question: ChatMessage): void {
    const { documents = [], filters, knowledgeBaseIds } = question.metadata ?? {};
    this.returned = { text: questionTextOf(question), documents, filters };
    // A conversation that has begun keeps its knowledge bases itself.
    if (this.sessionId === null && knowledgeBaseIds) draftStoreOf(null).change({ knowledgeBaseIds });
    this.untaken = this.returned;
  }

  /** The question that was refused for now, once: for whoever puts it back where it was written. */
  takeReturned(): AskedQuestion | undefined {
    const { untaken } = this;
    this.untaken = undefined;
    return untaken;
  }

  /** What the stream of the last answer ended with, when that was an error of the server. */
  failureText(): string | undefined {
    return this.accepted && !this.reconnecting ? this.state.error?.message : undefined;
  }

  private async follow(): Promise<void> {
    const stream = await this.openStream().catch(() => undefined);
    if (!stream) {
      // Its script cannot be fetched: what is stored is read until the answer is.
      await wait(rereadMilliseconds);
      return this.load();
    }
    await stream.resumeStream();
    const last = this.state.messages.at(-1);
    // Nothing to follow any more: it ended between the two requests.
    if (this.state.status === "ready" && last?.role === "user") await this.load();
  }

  private async recover(): Promise<void> {
    const delay = recoveryDelaysMilliseconds[this.recoveries];
    this.recoveries += 1;
    this.setReconnecting(delay !== undefined);
    if (delay === undefined) return;
    await online();
    await wait(delay);
    if (this.answering) return;
    await this.load().catch(() => this.recover());
  }

  private clearError(): void {
    if (this.state.status !== "error") return;
    this.state.error = undefined;
    this.state.status = "ready";
  }

  private setReconnecting(reconnecting: boolean): void {
    if (!reconnecting && this.state.status === "ready") this.recoveries = 0;
    if (this.reconnecting === reconnecting) return;
    this.reconnecting = reconnecting;
    this.emit({ kind: "recovering" });
  }

  private open(session: StreamData["session"]): void {
    this.accepted = true;
    const isNew = this.sessionId === null;
    this.sessionId = session.session_id;
    this.nameQuestion(session.question_id, session.parent_id);
    if (!isNew) return;
    // Also when nobody looks at it: what is written next under "new" belongs to another conversation.
    draftStoreOf(null).moveTo(session.session_id);
    this.emit({ kind: "opened", session });
  }

  /** The question that was just taken gets the id it is stored under. */
  private nameQuestion(id: string, parentId: string | null): void {
    const index = this.state.messages.findLastIndex((message) => message.role === "user");
    const question = this.state.messages[index];
    if (!question || question.id === id) return;
    const named = { ...question, id, metadata: { ...question.metadata, parentId, key: question.id } };
    this.state.messages = this.state.messages.with(index, named);
  }

  private emit(event: ConversationEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}

/** What the API said; the SDK keeps its answer in the error. */
function problemOf(error: Error): Problem | undefined {
  if (!("responseBody" in error) || typeof error.responseBody !== "string") return undefined;
  try {
    return JSON.parse(error.responseBody) as Problem;
  } catch {
    return undefined;
  }
}
