import { useEffect, useReducer, useRef } from "react";
import type { AnswerBlock } from "./answer-blocks.ts";

/** So many blocks are parsed and drawn within one frame on a slow machine. */
const mostAtOnce = 6;

/**
 * Blocks as they are to be shown next, on the way from what is shown to what there is. The end comes first, where an answer
 * grows and its reader is; what is unchanged stays the same object, so that it is not drawn again.
 * @returns blocks equal to `wanted` when nothing is left to be done
 */
export function nextBlocks(
  shown: readonly AnswerBlock[],
  wanted: readonly AnswerBlock[],
  most = mostAtOnce,
): readonly AnswerBlock[] {
  // Something went: what stands in one place now is not what stood there.
  if (wanted.length < shown.length) return wanted;
  let left = most;
  const next = [...shown];
  for (let index = shown.length - 1; index >= 0; index--) {
    const [before, after] = [shown[index], wanted[index]];
    if (!before || !after || isSame(before, after)) continue;
    if (left === 0) return next;
    next[index] = after;
    left -= 1;
  }
  next.push(...wanted.slice(shown.length, shown.length + left));
  return next;
}

/** Are these the same blocks, all of them? */
function areSame(shown: readonly AnswerBlock[], wanted: readonly AnswerBlock[]): boolean {
  return shown.length === wanted.length && shown.every((block, index) => isSame(block, wanted[index]));
}

function isSame(one: AnswerBlock, other: AnswerBlock | undefined): boolean {
  if (one === other) return true;
  return (
    one.text === other?.text &&
    one.unsupported.length === other.unsupported.length &&
    one.unsupported.every((span, index) => {
      const { start_char, end_char } = other.unsupported[index] ?? {};
      return span.start_char === start_char && span.end_char === end_char;
    })
  );
}

const none: readonly AnswerBlock[] = [];

/**
 * The blocks of an answer, a few of those that changed with each frame: with the end of a long answer most of them may get
 * marks or lose markers at once, and who comes back to an answer in progress gets all of it at once.
 * @param writing it is in progress: what is there is drawn gradually, too
 */
export function useGradualBlocks(wanted: readonly AnswerBlock[], writing: boolean): readonly AnswerBlock[] {
  const drawn = useRef(writing ? none : wanted);
  const [, drawMore] = useReducer((count: number) => count + 1, 0);
  const next = nextBlocks(drawn.current, wanted);
  const isDone = areSame(next, wanted);
  useEffect(() => {
    drawn.current = next;
    if (isDone) return;
    const frame = requestAnimationFrame(drawMore);
    return () => cancelAnimationFrame(frame);
  });
  return next;
}
