import type { ChatState, ChatStatus } from "ai";
import type { ChatMessage } from "./chat-message.ts";
import { onlyTextGrew } from "./growing-message.ts";

/** How often an answer that grows is drawn again. */
const drawMilliseconds = 100;

/**
 * What a conversation holds, as the AI SDK writes it and the page draws it. It needs nothing of the SDK, which is
 * loaded when something is asked.
 */
export class ConversationState implements ChatState<ChatMessage> {
  private kept: ChatMessage[] = [];
  private steady: ChatMessage[] = [];
  private currentStatus: ChatStatus = "ready";
  private currentError: Error | undefined;
  private listeners = new Set<() => void>();
  private drawnAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Calls back when something changed; while an answer grows at most ten times a second. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get messages(): ChatMessage[] {
    return this.kept;
  }

  set messages(messages: ChatMessage[]) {
    this.kept = [...messages];
    this.tell();
  }

  /** The messages; the same array, with the words it had, while an answer only grows. For what is around the answer. */
  get steadyMessages(): ChatMessage[] {
    if (this.currentStatus !== "streaming" || !onlyTextGrew(this.steady, this.kept)) this.steady = this.kept;
    return this.steady;
  }

  get status(): ChatStatus {
    return this.currentStatus;
  }

  set status(status: ChatStatus) {
    this.currentStatus = status;
    this.tell();
  }

  get error(): Error | undefined {
    return this.currentError;
  }

  set error(error: Error | undefined) {
    this.currentError = error;
    this.tell();
  }

  /** The SDK goes on writing into the message it gives, here as well. */
  pushMessage = (message: ChatMessage): void => {
    this.messages = [...this.kept, this.snapshot(message)];
  };

  popMessage = (): void => {
    this.messages = this.kept.slice(0, -1);
  };

  replaceMessage = (index: number, message: ChatMessage): void => {
    this.kept = this.kept.with(index, this.snapshot(message));
    this.tellSoon();
  };

  snapshot = <Thing>(thing: Thing): Thing => {
    if (!isMessage(thing)) return thing;
    return { ...thing, parts: thing.parts.map((part) => ({ ...part })) };
  };

  private tell(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.drawnAt = Date.now();
    for (const listener of this.listeners) listener();
  }

  private tellSoon(): void {
    this.timer ??= setTimeout(() => this.tell(), Math.max(0, this.drawnAt + drawMilliseconds - Date.now()));
  }
}

function isMessage(thing: unknown): thing is ChatMessage {
  return typeof thing === "object" && thing !== null && "parts" in thing && Array.isArray(thing.parts);
}
