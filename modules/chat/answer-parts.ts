import type { ErrorCode, StreamData } from "@eai/contract";
import type { UIMessageChunk } from "ai";

type Chunk = UIMessageChunk<never, StreamData>;

/**
 * What the stream of an answer carries, in the AI SDK's UI-message chunks, so that `useChat` and every other AI SDK
 * client reads it. It begins with `start`; exactly one of `finish`, `abort` and `error` ends it.
 */
export type AnswerPart =
  | Extract<
      Chunk,
      { type: "start" | "text-start" | "text-delta" | "text-end" | "abort" | "finish" | `data-${keyof StreamData}` }
    >
  | (Extract<Chunk, { type: "error" }> & { code: ErrorCode; retryAfterSeconds?: number });

/** The one text of an answer. */
export const textPartId = "text";

/**
 * A data part. Those that are said again (`session`, `stage`, a citation of the same number) carry an id, by which
 * the AI SDK replaces the earlier one.
 */
export function dataPart<Name extends keyof StreamData>(name: Name, data: StreamData[Name], id?: string): AnswerPart {
  // The compiler does not follow that one name stands for one member of the union.
  return { type: `data-${name}`, ...(id === undefined ? {} : { id }), data } as AnswerPart;
}

/** True for the part after which nothing comes. */
export function isLastPart(part: AnswerPart): boolean {
  return part.type === "finish" || part.type === "abort" || part.type === "error";
}
