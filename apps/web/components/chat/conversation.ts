import { Chat } from "@ai-sdk/react";
import type { AskedDocument, Problem, SearchFilters, StreamData } from "@eai/contract";
import { routePath } from "@eai/contract/client";
import { APICallError, DefaultChatTransport } from "ai";
import { api } from "@/data/api.ts";
import { fetchMessages } from "@/data/sessions.ts";
import { type ChatMessage, fromStored, isBeingWritten, questionTextOf } from "./chat-message.ts";

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

/** A question that was refused for now, to be put back where it was written. */
export interface ReturnedQuestion {
  text: string;
}

type ConversationEvent =
  | { kind: "opened"; session: StreamData["session"] }
  | { kind: "ended"; sessionId: string | null }
  | { kind: "recovering" };

const recoveryDelaysMilliseconds = [400, 1_500, 3_000, 6_000, 12_000];
/** Refusals that end by themselves: the question goes back into the box instead of standing among the messages. */
const passingRefusals = ["too_many_requests", "budget_exhausted"];
const stopGraceMilliseconds = 4_000;

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * A conversation of this tab: the AI SDK's `Chat` with what the platform adds. It outlives the page that shows it,
 * so that an answer goes on while another conversation is looked at. The API keeps writing when the connection
 * breaks; this finds the answer again.
 */
export class Conversation {
  /** Stays the same while a new conversation gets its id. */
  readonly key: string;
  readonly chat: Chat<ChatMessage>;
  sessionId: string | null;
  loaded: boolean;
  private listeners = new Set<(event: ConversationEvent) => void>();
  /** The API has taken the last question: it is stored, whatever becomes of the connection. */
  private accepted = true;
  private recoveries = 0;
  /** Of the last answer of the API; the SDK's errors carry no headers. */
  private retryAfterSeconds: number | undefined;
  private answeredAt = 0;
  /** The last question, when it was refused for now. */
  returned: ReturnedQuestion | undefined;
  /** The connection to an answer in progress is broken and being made again. */
  reconnecting = false;

  constructor(sessionId: string | null) {
    this.key = sessionId ?? `new-${crypto.randomUUID?.() ?? Date.now()}`;
    this.sessionId = sessionId;
    this.loaded = sessionId === null;
    this.chat = new Chat<ChatMessage>({
      id: this.key,
      transport: this.createTransport(),
      onData: (part) => {
        if (part.type === "data-session") this.open(part.data);
      },
      onFinish: ({ message, isAbort }) => {
        const settled = message.parts.some((part) => part.type === "data-settled");
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
    return this.chat.status === "submitted" || this.chat.status === "streaming";
  }

  /** Asks a question; the answer arrives in `chat.messages`. */
  ask(text: string, options: AskOptions): void {
    this.accepted = false;
    this.returned = undefined;
    this.recoveries = 0;
    const { knowledgeBaseIds, model, useCache, documents, filters } = options;
    const document_ids = documents?.filter(({ available }) => available).map(({ id }) => id);
    const body = { knowledge_base_ids: knowledgeBaseIds, model, use_cache: useCache, document_ids, filters };
    void this.chat.sendMessage({ text, metadata: { documents, filters } }, { body });
  }

  /** Asks the last question again. One that was never stored is replaced, so that it is not shown twice. */
  askAgain(options: AskOptions): void {
    const lastQuestion = this.chat.messages.findLastIndex((message) => message.role === "user");
    const question = this.chat.messages[lastQuestion];
    if (!question) return;
    if (!this.accepted) this.chat.messages = this.chat.messages.slice(0, lastQuestion);
    const { documents, filters } = question.metadata ?? {};
    this.ask(questionTextOf(question), { documents, filters, ...options });
  }

  /** Ends the answer on the server; what is there is kept. */
  async stop(): Promise<void> {
    if (!this.sessionId) return this.chat.stop();
    await api.call("stopAnswer", { params: { id: this.sessionId } });
    await wait(stopGraceMilliseconds);
    if (!this.answering) return;
    await this.chat.stop();
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
    this.chat.messages = (follow ? messages.slice(0, -1) : messages).map(fromStored);
    this.accepted = true;
    this.loaded = true;
    this.chat.clearError();
    this.setReconnecting(false);
    if (follow) await this.follow();
  }

  /** Why the last question was refused, when it was. */
  refusal(): Refusal | undefined {
    if (this.accepted || !this.chat.error) return undefined;
    const body = APICallError.isInstance(this.chat.error) ? this.chat.error.responseBody : undefined;
    const problem = problemOf(body);
    const { retryAfterSeconds, answeredAt: refusedAt } = this;
    return { code: problem?.code ?? "network", detail: problem?.detail, retryAfterSeconds, refusedAt };
  }

  /** A question that was refused for now leaves the messages, and goes back to where it was written. */
  private takeBack(): void {
    const question = this.chat.messages.at(-1);
    if (question?.role !== "user" || !passingRefusals.includes(this.refusal()?.code ?? "")) return;
    this.chat.messages = this.chat.messages.slice(0, -1);
    this.returned = { text: questionTextOf(question) };
  }

  /** What the stream of the last answer ended with, when that was an error of the server. */
  failureText(): string | undefined {
    return this.accepted && !this.reconnecting ? this.chat.error?.message : undefined;
  }

  private async follow(): Promise<void> {
    await this.chat.resumeStream();
    const last = this.chat.messages.at(-1);
    // Nothing to follow any more: it ended between the two requests.
    if (this.chat.status === "ready" && last?.role === "user") await this.load();
  }

  private async recover(): Promise<void> {
    const delay = recoveryDelaysMilliseconds[this.recoveries];
    this.recoveries += 1;
    this.setReconnecting(delay !== undefined);
    if (delay === undefined) return;
    await wait(delay);
    if (this.answering) return;
    await this.load().catch(() => this.recover());
  }

  private setReconnecting(reconnecting: boolean): void {
    if (!reconnecting && this.chat.status === "ready") this.recoveries = 0;
    if (this.reconnecting === reconnecting) return;
    this.reconnecting = reconnecting;
    this.emit({ kind: "recovering" });
  }

  private open(session: StreamData["session"]): void {
    this.accepted = true;
    const isNew = this.sessionId === null;
    this.sessionId = session.session_id;
    if (isNew) this.emit({ kind: "opened", session });
  }

  private emit(event: ConversationEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  private createTransport(): DefaultChatTransport<ChatMessage> {
    return new DefaultChatTransport<ChatMessage>({
      api: routePath("streamChat"),
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        const seconds = Number(response.headers.get("retry-after"));
        this.retryAfterSeconds = seconds > 0 ? seconds : undefined;
        this.answeredAt = Date.now();
        return response;
      },
      prepareSendMessagesRequest: ({ messages, body }) => {
        const question = messages.at(-1);
        const message = question ? questionTextOf(question) : "";
        return { body: { ...body, message, ...(this.sessionId && { session_id: this.sessionId }) } };
      },
      prepareReconnectToStreamRequest: () => ({ api: routePath("followAnswer", { id: this.sessionId ?? "" }) }),
    });
  }
}

function problemOf(body: string | undefined): Problem | undefined {
  try {
    return body ? (JSON.parse(body) as Problem) : undefined;
  } catch {
    return undefined;
  }
}
