import {
  ambiguityMargin,
  type CacheEntry,
  type CacheLimits,
  type CacheProbe,
  type CacheScope,
  type NearEntry,
} from "./retrieval-cache.ts";
import { VectorShelf } from "./vector-shelf.ts";

/** The vector is on a shelf. */
interface Kept extends Omit<CacheEntry, "vector"> {
  /** Of the vector; 0 without one. */
  dimensions: number;
  bytes: number;
  slot: number;
  scopeKey: string;
  keptAt: number;
}

/** What is kept of searches in one set of knowledge bases, in the memory of this process; the oldest use goes first. */
export class EntryMirror {
  /** In the order of their last use. */
  private readonly entries = new Map<string, Kept>();
  private readonly slotsOfScope = new Map<string, Map<number, Kept>>();
  private readonly shelves = new Map<number, VectorShelf>();
  private readonly freeSlots: number[] = [];
  private readonly now: () => number;
  private nextSlot = 0;
  private keptBytes = 0;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.now = now;
  }

  get size(): number {
    return this.entries.size;
  }

  /** What the entries take, estimated. */
  get bytes(): number {
    return this.keptBytes;
  }

  exact({ key }: Pick<CacheScope, "key">, questionHash: string, { ttlSeconds }: CacheLimits): string | null {
    const kept = this.entries.get(idOf(key, questionHash));
    if (kept === undefined) return null;
    if (this.isOver(kept, ttlSeconds)) {
      this.remove(kept);
      return null;
    }
    this.touch(kept);
    return kept.value;
  }

  nearest({ key }: Pick<CacheScope, "key">, probe: CacheProbe, { ttlSeconds }: CacheLimits): NearEntry | null {
    const { vector, similarity, marks } = probe;
    const slots = this.slotsOfScope.get(key);
    const shelf = this.shelves.get(vector.length);
    if (slots === undefined || shelf === undefined) return null;
    const near = shelf
      .near(vector, slotsOf(slots, vector.length), similarity - ambiguityMargin)
      .flatMap(({ slot, similarity: nearness }) => {
        const kept = slots.get(slot);
        return kept === undefined || this.isOver(kept, ttlSeconds) ? [] : [{ kept, nearness }];
      })
      .toSorted((left, right) => right.nearness - left.nearness);
    const [best] = near;
    if (best === undefined || best.nearness < similarity || best.kept.marks !== marks) return null;
    const other = near.find(({ kept }) => kept.finding !== best.kept.finding);
    if (other !== undefined && best.nearness - other.nearness < ambiguityMargin) return null;
    this.touch(best.kept);
    return { value: best.kept.value, similarity: best.nearness };
  }

  /** @param keptAt when it was first kept, milliseconds since the epoch; left out: now */
  put(
    { key }: Pick<CacheScope, "key">,
    { vector, ...entry }: CacheEntry,
    { entryLimit, ttlSeconds }: CacheLimits,
    keptAt = this.now(),
  ): void {
    const before = this.entries.get(idOf(key, entry.questionHash));
    if (before !== undefined) this.remove(before);
    const slot = this.freeSlots.pop() ?? this.nextSlot++;
    const dimensions = vector?.length ?? 0;
    const kept: Kept = { ...entry, dimensions, bytes: bytesOf(entry.value, dimensions), slot, scopeKey: key, keptAt };
    this.entries.set(idOf(key, entry.questionHash), kept);
    this.keptBytes += kept.bytes;
    if (vector !== null) this.shelve(kept, vector);
    for (const oldest of this.entries.values()) {
      if (this.entries.size <= entryLimit && !this.isOver(oldest, ttlSeconds)) break;
      this.remove(oldest);
    }
  }

  /** @returns false when there is none */
  removeOldest(): boolean {
    const [oldest] = this.entries.values();
    if (oldest !== undefined) this.remove(oldest);
    return oldest !== undefined;
  }

  private shelve(kept: Kept, vector: Float32Array): void {
    const shelf = this.shelves.get(vector.length) ?? new VectorShelf(vector.length);
    this.shelves.set(vector.length, shelf);
    shelf.set(kept.slot, vector);
    const slots = this.slotsOfScope.get(kept.scopeKey) ?? new Map<number, Kept>();
    this.slotsOfScope.set(kept.scopeKey, slots);
    slots.set(kept.slot, kept);
  }

  private isOver({ keptAt }: Kept, ttlSeconds: number): boolean {
    return this.now() - keptAt > ttlSeconds * 1000;
  }

  private touch(kept: Kept): void {
    const id = idOf(kept.scopeKey, kept.questionHash);
    this.entries.delete(id);
    this.entries.set(id, kept);
  }

  private remove(kept: Kept): void {
    this.keptBytes -= kept.bytes;
    this.entries.delete(idOf(kept.scopeKey, kept.questionHash));
    this.freeSlots.push(kept.slot);
    const slots = this.slotsOfScope.get(kept.scopeKey);
    slots?.delete(kept.slot);
    if (slots?.size === 0) this.slotsOfScope.delete(kept.scopeKey);
  }
}

function idOf(scopeKey: string, questionHash: string): string {
  return `${scopeKey} ${questionHash}`;
}

/** Those whose vectors have so many dimensions; others are on another shelf. */
function* slotsOf(slots: ReadonlyMap<number, Kept>, wanted: number): Generator<number> {
  for (const [slot, { dimensions }] of slots) if (dimensions === wanted) yield slot;
}

const bytesBeside = 600;

/** Twice the vector: a shelf grows to twice what it had. */
function bytesOf(value: string, dimensions: number): number {
  return value.length * 2 + dimensions * Float32Array.BYTES_PER_ELEMENT * 2 + bytesBeside;
}
