export type { QdrantSettings } from "./connection.ts";
export { createQdrantIndex, type QdrantIndex } from "./qdrant-index.ts";
export { indexVersions } from "./tables.ts";
