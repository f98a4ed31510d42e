const block = 128;

export interface NearSlot {
  slot: number;
  /** Cosine */
  similarity: number;
}

/** Vectors of length 1 in one piece of memory, each in a numbered slot, and those near to another. */
export class VectorShelf {
  readonly dimensions: number;
  private readonly blocks: number;
  private vectors = new Float32Array(0);
  /** For each vector and block the length of what follows the block. */
  private rests = new Float32Array(0);

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.blocks = Math.ceil(dimensions / block);
  }

  /** @param slot from 0; memory grows with the highest in use */
  set(slot: number, vector: Float32Array): void {
    if ((slot + 1) * this.dimensions > this.vectors.length) this.grow(slot + 1);
    this.vectors.set(vector, slot * this.dimensions);
    this.rests.set(restsOf(vector, this.blocks), slot * this.blocks);
  }

  /**
   * Which of these slots are as near as that, exactly. One that cannot come so near any more is left after a few
   * blocks: by the inequality of Cauchy and Schwarz the rest of a product is at most the product of the rests' lengths.
   */
  near(vector: Float32Array, slots: Iterable<number>, floor: number): NearSlot[] {
    const own = restsOf(vector, this.blocks);
    const found: NearSlot[] = [];
    for (const slot of slots) {
      const similarity = this.product(vector, own, slot, floor);
      if (similarity >= floor) found.push({ slot, similarity });
    }
    return found;
  }

  /** Less than the floor, and not exact, where the product does not reach it. */
  private product(vector: Float32Array, own: Float32Array, slot: number, floor: number): number {
    const { vectors, rests, blocks, dimensions } = this;
    const start = slot * dimensions;
    let sum = 0;
    for (let done = 0, place = 0; done < blocks; done += 1) {
      const end = Math.min(place + block, dimensions);
      let even = 0;
      let odd = 0;
      for (; place < end; place += 2) {
        even += (vector[place] ?? 0) * (vectors[start + place] ?? 0);
        odd += (vector[place + 1] ?? 0) * (vectors[start + place + 1] ?? 0);
      }
      sum += even + odd;
      const most = sum + (own[done] ?? 0) * (rests[slot * blocks + done] ?? 0);
      if (most < floor) return most;
    }
    return sum;
  }

  private grow(count: number): void {
    const size = Math.max(64, 2 ** Math.ceil(Math.log2(count)));
    this.vectors = copied(this.vectors, size * this.dimensions);
    this.rests = copied(this.rests, size * this.blocks);
  }
}

function copied(values: Float32Array, length: number): Float32Array<ArrayBuffer> {
  const copy = new Float32Array(length);
  copy.set(values);
  return copy;
}

/** After each block the length of what is left of the vector, a trifle more for the rounding. */
function restsOf(vector: Float32Array, blocks: number): Float32Array {
  const rests = new Float32Array(blocks);
  let squares = 0;
  for (let index = blocks - 1; index >= 0; index -= 1) {
    rests[index] = Math.sqrt(squares) * 1.000_01;
    const end = Math.min((index + 1) * block, vector.length);
    for (let place = index * block; place < end; place += 1) squares += (vector[place] ?? 0) ** 2;
  }
  return rests;
}
