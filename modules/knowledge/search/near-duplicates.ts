import { termNumber } from "./tokenizer.ts";
import { forEachWord } from "./words.ts";

/** From this share of common shingles on two passages say the same. */
const sameShare = 0.9;
const shingleWords = 3;
/** So many of the smallest hashes stand for all of a passage (bottom-k sketch; Broder 1997). */
const sketchSize = 128;
/** What differs in a figure or in one of these says something else, however alike the rest is. */
const denials = new Set(
  "not no never none neither nor without except nicht kein keine keinen keinem keiner nie ohne ne pas jamais sans non sin nunca senza mai niet geen".split(
    " ",
  ),
);

/** A passage as it is compared; made once for each. */
export interface Likeness {
  whole: string;
  sketch: readonly number[];
  /** Figures and denials in their order. */
  telling: string;
}

/** In time linear in the length of the text. */
export function likenessOf(text: string): Likeness {
  const words: string[] = [];
  forEachWord(text, (word, kind) => {
    if (kind !== "compound") words.push(word);
  });
  const hashes = new Set<number>();
  for (let place = 0; place + shingleWords <= words.length; place++) {
    hashes.add(termNumber(words.slice(place, place + shingleWords).join(" ")));
  }
  return {
    whole: words.join(" "),
    sketch: [...hashes].sort((left, right) => left - right).slice(0, sketchSize),
    telling: words.filter((word) => /\p{N}/u.test(word) || denials.has(word)).join(" "),
  };
}

/** Whether one of them would do, whatever the spacing and letter case. */
export function saysTheSame(left: Likeness, right: Likeness): boolean {
  if (left.whole === right.whole && left.whole !== "") return true;
  if (left.telling !== right.telling || left.sketch.length === 0 || right.sketch.length === 0) return false;
  return commonShare(left.sketch, right.sketch) >= sameShare;
}

/** The Jaccard similarity of the sets behind two sketches, estimated over the smallest hashes of both together. */
function commonShare(left: readonly number[], right: readonly number[]): number {
  const size = Math.min(sketchSize, Math.max(left.length, right.length));
  let [both, seen, atLeft, atRight] = [0, 0, 0, 0];
  while (seen < size && (atLeft < left.length || atRight < right.length)) {
    const [fromLeft, fromRight] = [
      left[atLeft] ?? Number.POSITIVE_INFINITY,
      right[atRight] ?? Number.POSITIVE_INFINITY,
    ];
    if (fromLeft === fromRight) both += 1;
    if (fromLeft <= fromRight) atLeft += 1;
    if (fromRight <= fromLeft) atRight += 1;
    seen += 1;
  }
  return seen === 0 ? 0 : both / seen;
}
