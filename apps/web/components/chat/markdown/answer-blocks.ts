import type { TextSpan } from "@eai/contract";
import { parseMarkdownIntoBlocks } from "streamdown";

/** A paragraph, list, table … of an answer, drawn by itself: while the text grows only the last one changes. */
export interface AnswerBlock {
  text: string;
  /** As places in this block. */
  unsupported: readonly TextSpan[];
}

const none: readonly TextSpan[] = [];

/**
 * Cuts the text of an answer into blocks.
 * @param unsupported sentences that no passage supports, as places in the text
 */
export function answerBlocks(text: string, unsupported: readonly TextSpan[]): AnswerBlock[] {
  const parts = parseMarkdownIntoBlocks(text);
  // With its line ends changed a text has other places: then it is drawn as one block.
  const pieces = parts.join("") === text ? parts : [text];
  let start = 0;
  return pieces.map((piece) => {
    const block = { text: piece, unsupported: spansIn(unsupported, start, start + piece.length) };
    start += piece.length;
    return block;
  });
}

function spansIn(spans: readonly TextSpan[], from: number, to: number): readonly TextSpan[] {
  const inside = spans.filter(({ start_char, end_char }) => start_char < to && end_char > from);
  if (inside.length === 0) return none;
  return inside.map(({ start_char, end_char }) => ({
    start_char: Math.max(start_char, from) - from,
    end_char: Math.min(end_char, to) - from,
  }));
}
