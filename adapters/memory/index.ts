export { createMemoryRelay, type MemoryRelay } from "./memory-relay.ts";
