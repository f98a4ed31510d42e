import { lettersOnly } from "@eai/modules/knowledge";

const marks = /["“”„«»]([^"“”„«»]{8,600})["“”»«]/g;
const leastLetters = 12;
/** Shorter ones are names and terms more often than words of a document. */
const leastWordsToMatter = 5;
const nearlyAll = 0.9;
/** Places a quotation may begin at, of which each is compared word by word: a hostile passage repeats one word. */
const mostTries = 24;
const omission = /\s*(?:\[?(?:…|\.{3})\]?|\[[^\]]{1,40}\])\s*/;

export interface Quotation {
  /** Words in one spelling; the parts between omissions. */
  parts: string[];
  /** A statement rests on it. */
  matters: boolean;
}

/** What a statement gives as the words of a document. */
export function quotationsOf(text: string): Quotation[] {
  return [...text.matchAll(marks)].flatMap(([, quoted = ""]) => {
    const parts = quoted
      .split(omission)
      .map(lettersOnly)
      .filter((part) => part !== "");
    if (parts.join("").length < leastLetters) return [];
    return [{ parts, matters: parts.join(" ").split(" ").length >= leastWordsToMatter }];
  });
}

/** Whether words stand in a passage, exactly or but for a word in ten. @param letters of the passage, as `lettersOnly` */
export function isQuotedFrom({ parts }: Quotation, letters: string): boolean {
  return parts.every((part) => letters.includes(part) || isNearlyIn(part, letters));
}

function isNearlyIn(part: string, letters: string): boolean {
  const wanted = part.split(" ");
  if (wanted.length < leastWordsToMatter) return false;
  const words = letters.split(" ");
  const known = new Set(words);
  const least = Math.ceil(wanted.length * nearlyAll);
  if (wanted.filter((word) => known.has(word)).length < least) return false;
  let tried = 0;
  for (const [index, word] of words.entries()) {
    if (word !== wanted[0] && word !== wanted[1]) continue;
    if (commonInOrder(wanted, words.slice(index, index + wanted.length + 2)) >= least) return true;
    tried += 1;
    if (tried === mostTries) return false;
  }
  return false;
}

/** Length of the longest common subsequence. */
function commonInOrder(left: readonly string[], right: readonly string[]): number {
  let row = new Array<number>(right.length + 1).fill(0);
  for (const word of left) {
    const next = [0];
    for (const [index, other] of right.entries()) {
      const best = word === other ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0);
      next.push(best);
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
