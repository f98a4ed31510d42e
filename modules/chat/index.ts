export { type AnswerPart, dataPart, isLastPart, textPartId } from "./answer-parts.ts";
export { parseSourceBlock, renderSourceBlock, type Source } from "./source-block.ts";
export type { StreamRelay } from "./stream-relay.ts";
export { conversations, messages } from "./tables.ts";
