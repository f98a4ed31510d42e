const candidates = ["windows-1251", "koi8-r", "iso-8859-5", "ibm866", "x-mac-cyrillic", "ibm855"] as const;

/** IBM 855 from byte 128 on; the platform's decoder does not know it. */
const ibm855 =
  "ђЂѓЃёЁєЄѕЅіІїЇјЈљЉњЊћЋќЌўЎџЏюЮъЪаАбБцЦдДеЕфФгГ«»░▒▓│┤хХиИ╣║╗╝йЙ┐└┴┬├─┼кК╚╔╩╦╠═╬¤лЛмМнНоОп┘┌█▄Пя▀ЯрРсСтТуУжЖвВьЬ№\u00adыЫзЗшШэЭщЩчЧ§■\u00a0";

/** The pairs that make up some 40 % of a Russian text, and much of its relatives; of any other text read as one, few. */
const commonPairs = new Set(
  "ст ен ов но ни на ра ко то ро ан ал ер пр го по ос ли ле ол не ре ка та ла во ор ет ит ри од ин ти ва ес от ат ел ом".split(
    " ",
  ),
);
const leastScore = 0.2;

/**
 * Tells the encodings of Cyrillic apart, which statistics of bytes confuse: the one in which the letters make the pairs of
 * the language, and no capital stands in the middle of a word.
 * @returns null where none does
 */
export function detectCyrillic(bytes: Uint8Array): (typeof candidates)[number] | null {
  const [best] = candidates
    .map((encoding) => ({ encoding, score: score(decodeCyrillic(bytes, encoding)) }))
    .toSorted((left, right) => right.score - left.score);
  return best !== undefined && best.score >= leastScore ? best.encoding : null;
}

export function decodeCyrillic(bytes: Uint8Array, encoding: string): string {
  if (encoding !== "ibm855") return new TextDecoder(encoding).decode(bytes);
  return Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : ibm855[byte - 128])).join("");
}

function score(text: string): number {
  let pairs = 0;
  let common = 0;
  let odd = 0;
  for (const [word] of text.matchAll(/[\u0400-\u04ff]{2,}/g)) {
    for (let index = 1; index < word.length; index += 1) {
      pairs += 1;
      if (commonPairs.has(word.slice(index - 1, index + 1).toLowerCase())) common += 1;
      if (/\p{Ll}\p{Lu}/u.test(word.slice(index - 1, index + 1))) odd += 1;
    }
  }
  // Latin words with a letter beyond ASCII here and there.
  odd += text.match(/[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z]/gi)?.length ?? 0;
  // Marks and lines within words: what a wrong table makes of letters.
  odd += text.match(/\p{Script=Cyrillic}[\u2500-\u25ff†-›°-¿]\p{Script=Cyrillic}/gu)?.length ?? 0;
  const beyondAscii = text.match(/[^\0-\x7f]/g)?.length ?? 0;
  const letters = text.match(/\p{Script=Cyrillic}/gu)?.length ?? 0;
  return pairs < 10 ? 0 : ((common - 3 * odd) / pairs) * (letters / beyondAscii) ** 3;
}
