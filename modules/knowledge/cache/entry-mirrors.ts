import { EntryMirror } from "./entry-mirror.ts";
import { type CacheEntry, type CacheLimits, type CacheScope, shelfOf } from "./retrieval-cache.ts";

export interface MirrorLimits {
  /** Of all mirrors of a process together, estimated. */
  mostBytes: number;
  /** Sets of knowledge bases that are searched together. */
  mostShelves: number;
}

const defaults: MirrorLimits = { mostBytes: 256 * 1024 ** 2, mostShelves: 200 };

export interface Shelf {
  name: string;
  mirror: EntryMirror;
  knowledgeBaseIds: readonly string[];
}

/**
 * The mirrors of a process, one for each set of knowledge bases. Anybody may search in any set of what they see, and each
 * of these may keep thousands of searches: together they stay below a number of bytes, whatever is set for each. The set
 * that was not searched for longest goes first, and of the last one its oldest entries.
 */
export class EntryMirrors {
  /** In the order of their last use. */
  private readonly shelves = new Map<string, Shelf>();
  private readonly now: () => number;
  private readonly limits: MirrorLimits;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number, limits: Partial<MirrorLimits> = {}) {
    this.now = now;
    this.limits = { ...defaults, ...limits };
  }

  get bytes(): number {
    return this.all().reduce((sum, { mirror }) => sum + mirror.bytes, 0);
  }

  open(knowledgeBaseIds: readonly string[]): Shelf {
    const name = shelfOf(knowledgeBaseIds);
    const shelf = this.shelves.get(name) ?? { name, mirror: new EntryMirror(this.now), knowledgeBaseIds };
    this.shelves.delete(name);
    this.shelves.set(name, shelf);
    if (this.shelves.size > this.limits.mostShelves) this.removeOldestBeside(shelf);
    return shelf;
  }

  /** @param keptAt when it was first kept, milliseconds since the epoch; left out: now */
  put(shelf: Shelf, scope: Pick<CacheScope, "key">, entry: CacheEntry, limits: CacheLimits, keptAt?: number): void {
    shelf.mirror.put(scope, entry, limits, keptAt);
    let over = this.bytes - this.limits.mostBytes;
    while (over > 0) {
      const before = this.bytes;
      if (!this.removeOldestBeside(shelf) && !shelf.mirror.removeOldest()) return;
      over -= before - this.bytes;
    }
  }

  /** Those in which one was searched, alone or with others. */
  of(knowledgeBaseId: string): Shelf[] {
    return this.all().filter(({ knowledgeBaseIds }) => knowledgeBaseIds.includes(knowledgeBaseId));
  }

  forget(knowledgeBaseId: string): void {
    for (const { name } of this.of(knowledgeBaseId)) this.shelves.delete(name);
  }

  private all(): Shelf[] {
    return [...this.shelves.values()];
  }

  private removeOldestBeside({ name }: Shelf): boolean {
    for (const oldest of this.shelves.keys()) if (oldest !== name) return this.shelves.delete(oldest);
    return false;
  }
}
