export type { AnswerVerbs, StartedAnswer } from "./answer.ts";
export { type AnswerPart, dataPart, isLastPart, textPartId } from "./answer-parts.ts";
export type { CompletionModel } from "./completions/completion-models.ts";
export type {
  CompletionRequest,
  EmbeddingsRequest,
  RelayedCall,
  WrittenCall,
} from "./completions/open-completion.ts";
export type { CompletionPart, CompletionUsage } from "./completions/write-completion.ts";
export type { ConversationVerbs, CreateConversationInput, UpdateConversationInput } from "./conversations.ts";
export { type Chat, type CreateChatInput, createChat } from "./create-chat.ts";
export type { AnswerObserver } from "./dependencies.ts";
export type { MessageVerbs } from "./messages.ts";
export type { RecoverInput } from "./recover-answers.ts";
export { parseSourceBlock, renderSourceBlock, type Source } from "./source-block.ts";
export type { StreamRelay } from "./stream-relay.ts";
export { conversationFolders, conversations, messages } from "./tables.ts";
