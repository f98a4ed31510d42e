export { createMemoryCounter, type MemoryCounter, type MemoryCounterOptions } from "./memory-counter.ts";
export { createMemoryRelay, type MemoryRelay } from "./memory-relay.ts";
export { createMemoryRetrievalCache, type MemoryRetrievalCacheOptions } from "./memory-retrieval-cache.ts";
