/** What a vector depends on besides its text. */
export interface EmbedOptions {
  model: string;
  dimensions: number;
}

const places = 4;
const gramLength = 4;

/**
 * A unit vector of a text, the same each time for the same model and dimensions, and near that of a text that shares
 * words or parts of words: each word and each run of four letters adds or takes away at places given by its hash
 * (feature hashing after Weinberger et al. 2009). Knows no meaning; enough to try hybrid search without a model.
 */
export function embedText(text: string, { model, dimensions }: EmbedOptions): Float32Array {
  const sums = new Float64Array(dimensions);
  const seed = hash(`${model}/${dimensions}`, 0x811c9dc5);
  for (const [feature, weight] of featuresOf(text)) {
    let place = hash(feature, seed);
    for (let round = 0; round < places; round++) {
      place = mix(place + round);
      const index = (place >>> 1) % dimensions;
      sums[index] = (sums[index] ?? 0) + (place & 1 ? weight : -weight);
    }
  }
  const length = Math.hypot(...chunkLengths(sums)) || 1;
  const vector = Float32Array.from(sums, (value) => value / length);
  // Nothing to go by, as in a text of spaces: some fixed direction, since a vector of zeros has no cosine.
  if (vector.every((value) => value === 0)) vector[seed % dimensions] = 1;
  return vector;
}

/** Words in full, their beginnings (a poor man's stem) and their runs of letters; common short words count little. */
function featuresOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (feature: string, weight: number) => counts.set(feature, (counts.get(feature) ?? 0) + weight);
  for (const [word] of text
    .normalize("NFKC")
    .toLowerCase()
    .matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    const importance = word.length <= 3 ? 0.3 : 1;
    add(`w ${word}`, importance);
    add(`s ${word.slice(0, 5)}`, importance);
    const letters = `_${word}_`;
    const size = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word) ? 2 : gramLength;
    for (let start = 0; start + size <= letters.length; start++) {
      add(`g ${letters.slice(start, start + size)}`, importance / Math.max(1, letters.length - size + 1));
    }
  }
  // A word said ten times is not ten times as important.
  for (const [feature, count] of counts) counts.set(feature, Math.sqrt(count));
  return counts;
}

/** Lengths of pieces, for `Math.hypot` takes no more than some thousands of arguments. */
function chunkLengths(values: Float64Array): number[] {
  const lengths: number[] = [];
  for (let start = 0; start < values.length; start += 1024) {
    lengths.push(Math.hypot(...values.subarray(start, start + 1024)));
  }
  return lengths;
}

/** FNV-1a over UTF-16 units. */
function hash(text: string, seed: number): number {
  let value = seed;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return mix(value);
}

/** The finalizer of MurmurHash3: neighbouring inputs end far apart. */
function mix(input: number): number {
  let value = input | 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
