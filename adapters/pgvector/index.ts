export { createMovablePgvector } from "./movable.ts";
export { createPgvectorIndex } from "./pgvector-index.ts";
export { chunkIndex, indexStatistics, termStatistics } from "./tables.ts";
