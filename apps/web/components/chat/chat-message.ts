import type {
  AskedDocument,
  Citation,
  Message,
  MessageState,
  Notice,
  SearchFilters,
  StreamData,
  TextSpan,
} from "@eai/contract";
import type { UIMessage } from "ai";

/** What a stored message knows beyond its parts. */
interface MessageFacts {
  feedback?: Message["feedback"];
  error?: { code: string; detail: string } | null;
  /** The message it follows; null begins the conversation, and without it that is the one before it in the list. */
  parentId?: string | null;
  /** Of a question asked here: its name on the page before it was stored and got its id. */
  key?: string;
  /** Of a question: the single documents it was asked of, and what narrowed the rest. */
  documents?: AskedDocument[] | undefined;
  filters?: SearchFilters | undefined;
  /** Of a question asked here. */
  knowledgeBaseIds?: string[];
}

export type ChatMessage = UIMessage<MessageFacts, StreamData>;

/** An answer as the page shows it, whether it is being streamed or was stored. */
export interface AnswerView {
  text: string;
  citations: ReadonlyMap<number, Citation>;
  /** Sentences of the text that no passage supports; known when it is settled. */
  unsupported: readonly TextSpan[];
  notices: readonly Notice[];
  stage: StreamData["stage"] | undefined;
  usage: StreamData["usage"] | undefined;
  /** Undefined while it is being written, and when the stream ended without saying how. */
  state: MessageState | undefined;
  error: { code: string; detail: string } | undefined;
}

/** The same object each time: what did not change is not computed again. */
const noSpans: readonly TextSpan[] = [];

/** Puts the parts of a message together. */
export function answerViewOf(message: ChatMessage): AnswerView {
  const citations = new Map<number, Citation>();
  const notices = new Set<Notice>();
  let text = "";
  let stage: AnswerView["stage"];
  let usage: AnswerView["usage"];
  let settled: StreamData["settled"] | undefined;
  for (const part of message.parts) {
    if (part.type === "text") text += part.text;
    else if (part.type === "data-citation") citations.set(part.data.number, part.data);
    else if (part.type === "data-notice") notices.add(part.data.notice);
    else if (part.type === "data-stage") stage = part.data;
    else if (part.type === "data-usage") usage = part.data;
    else if (part.type === "data-settled") settled = part.data;
  }
  return {
    // What was stored is the truth: an unsupported marker may have been removed from it.
    text: settled?.text || text,
    citations,
    // Places in the stored text: nothing is marked in another one.
    unsupported: settled?.text ? settled.unsupported : noSpans,
    notices: [...notices],
    stage,
    usage,
    state: settled?.state,
    error: message.metadata?.error ?? undefined,
  };
}

/** The text of a question. */
export function questionTextOf(message: ChatMessage): string {
  return message.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}

/** A stored message in the form of a streamed one. */
export function fromStored(message: Message): ChatMessage {
  const parts: ChatMessage["parts"] = [{ type: "text", text: message.text, state: "done" }];
  for (const citation of message.citations) parts.push({ type: "data-citation", data: citation });
  for (const notice of message.notices) parts.push({ type: "data-notice", data: { notice } });
  if (message.usage) {
    const usage = { ...message.usage, model: message.model ?? "", served_by: message.served_by };
    parts.push({ type: "data-usage", data: usage });
  }
  if (message.role === "assistant") {
    const { state, text, unsupported } = message;
    parts.push({ type: "data-settled", data: { state, text, unsupported } });
  }
  const { error, feedback, documents, filters, parent_id: parentId } = message;
  const metadata = { error, feedback, documents, filters: filters ?? undefined, parentId };
  return { id: message.id, role: message.role, metadata, parts };
}

/** Is this answer still being written? */
export function isBeingWritten(message: Message): boolean {
  return message.role === "assistant" && (message.state === "pending" || message.state === "streaming");
}

/**
 * Stored messages, with those that are known already as the same objects: what did not change is not drawn again, and a
 * question keeps its name on the page.
 */
export function keepUnchanged(known: readonly ChatMessage[], stored: readonly ChatMessage[]): ChatMessage[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  return stored.map((message) => {
    const before = byId.get(message.id);
    if (!before) return message;
    const key = before.metadata?.key;
    const named = key === undefined ? message : { ...message, metadata: { ...message.metadata, key } };
    return JSON.stringify(sortedFacts(before)) === JSON.stringify(sortedFacts(named)) ? before : named;
  });
}

/**
 * The question at the end that the API did not take, as far as is known.
 * @param stored what is stored now: a question that was taken after all, while the connection broke, is there
 */
export function unstoredQuestion(
  known: readonly ChatMessage[],
  stored: readonly ChatMessage[],
): ChatMessage | undefined {
  const last = known.at(-1);
  if (last?.role !== "user") return undefined;
  const knownIds = new Set(known.map(({ id }) => id));
  const text = questionTextOf(last);
  const taken = stored.some(
    (message) => message.role === "user" && !knownIds.has(message.id) && questionTextOf(message) === text,
  );
  return taken ? undefined : last;
}

/** In the same order, whoever wrote them. */
function sortedFacts({ id, parts, metadata = {} }: ChatMessage) {
  const { error, feedback, parentId, documents, filters, key } = metadata;
  return [id, parts, error ?? null, feedback ?? null, parentId, documents ?? [], filters ?? null, key];
}
