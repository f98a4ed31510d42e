export { type ReadableDocuments, type Right, readableDocuments } from "./access.ts";
export { EntryMirrors, type Shelf } from "./cache/entry-mirrors.ts";
export { marksOf, questionHash } from "./cache/question-marks.ts";
export {
  type CacheEntry,
  type CacheEvent,
  type CacheLimits,
  type CacheProbe,
  type CacheScope,
  type CacheStatistics,
  noStatistics,
  type RetrievalCache,
  shelfOf,
} from "./cache/retrieval-cache.ts";
export type { ChunkVerbs, CitedPassage } from "./chunks.ts";
export {
  createKnowledge,
  type IngestionVerbs,
  type Knowledge,
  type KnowledgeDependencies,
} from "./create-knowledge.ts";
export type { DocumentContent, DocumentReference, DocumentVerbs, ListDocumentsInput } from "./documents.ts";
export type { FileContent, FileStore, ListedFile, LocalFile, StoredFile, WriteOptions } from "./file-store.ts";
export { detectLanguage } from "./ingest/detect-language.ts";
export { acceptedFileEndings } from "./ingest/detect-type.ts";
export { type ExtractionLimits, stopIdleExtractors } from "./ingest/extract.ts";
export type { IngestionObserver, IngestionResult } from "./ingest/pipeline.ts";
export { ingestQueue, ingestQueueDefinition } from "./ingest/queue.ts";
export { missingRecognitionLanguages } from "./ingest/recognition-languages.ts";
export type { OwnedDocument } from "./kept-knowledge.ts";
export type {
  CreateKnowledgeBaseInput,
  KnowledgeBaseVerbs,
  UpdateKnowledgeBaseInput,
} from "./knowledge-bases.ts";
export {
  type FindingKind,
  findingKinds,
  type ReconcileInput,
  type Reconciliation,
} from "./reconcile/reconcile.ts";
export type { ReindexReference, ReindexVerbs } from "./reindex/reindexes.ts";
export { matchesFilters, searchedPlaces, toDocumentFilters } from "./search/filters.ts";
export { toIndexEntry } from "./search/index-entry.ts";
export type { Passage } from "./search/passages.ts";
export { questionWords } from "./search/question-words.ts";
export type { SearchInput, SearchResult } from "./search/search.ts";
export { tokenize } from "./search/tokenizer.ts";
export { lettersOnly } from "./search/words.ts";
export {
  chunks,
  documents,
  documentVersions,
  evaluations,
  goldenQuestions,
  knowledgeBases,
  knowledgeGrants,
  reindexes,
} from "./tables.ts";
export type { UploadInput, UploadVerbs } from "./uploads.ts";
export type {
  DenseHit,
  DocumentFilters,
  HeldVersion,
  IndexEntry,
  IndexedVersion,
  IndexHits,
  IndexQuery,
  LexicalHit,
  MetadataFilters,
  QuestionEmbedding,
  QuestionWord,
  VectorIndex,
} from "./vector-index.ts";
export type { VisibleDocument, VisibleDocumentVerbs } from "./visible-documents.ts";
