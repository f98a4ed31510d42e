import type { StreamData } from "@eai/contract";
import { routePath } from "@eai/contract/client";
import { AbstractChat, DefaultChatTransport } from "ai";
import { type ChatMessage, questionTextOf } from "./chat-message.ts";
import type { ConversationState } from "./conversation-state.ts";
import { inFewerPieces } from "./fewer-pieces.ts";

interface AnswerStreamOptions {
  state: ConversationState;
  /** Null until the conversation is stored. */
  sessionId: () => string | null;
  /** The API took the question, and says where it is stored. */
  onOpen: (session: StreamData["session"]) => void;
  onResponse: (response: Response) => void;
  /** It ended, in whatever way. */
  onEnd: (end: { settled: boolean; isAbort: boolean }) => void;
}

/** Asks, and reads the answer as it is written, into a conversation's state: the AI SDK over the routes of the chat. */
class AnswerStream extends AbstractChat<ChatMessage> {}

/** Makes the stream of a conversation. Loaded with what it needs when somebody begins to write. */
export function openAnswerStream(options: AnswerStreamOptions): AnswerStream {
  const { state, sessionId, onOpen, onResponse, onEnd } = options;
  return new AnswerStream({
    state,
    transport: new DefaultChatTransport<ChatMessage>({
      api: routePath("streamChat"),
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        onResponse(response);
        return response.ok && response.body ? new Response(inFewerPieces(response.body), response) : response;
      },
      prepareSendMessagesRequest: ({ messages, body }) => {
        const question = messages.at(-1);
        const message = question ? questionTextOf(question) : "";
        const id = sessionId();
        return { body: { ...body, message, ...(id && { session_id: id }) } };
      },
      prepareReconnectToStreamRequest: () => ({ api: routePath("followAnswer", { id: sessionId() ?? "" }) }),
    }),
    onData: (part) => {
      if (part.type === "data-session") onOpen(part.data);
    },
    onFinish: ({ message, isAbort }) => {
      onEnd({ settled: message.parts.some((part) => part.type === "data-settled"), isAbort });
    },
  });
}

export type { AnswerStream };
