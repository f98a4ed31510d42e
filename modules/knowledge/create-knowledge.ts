import type { AccessExplanation, QueryResult, querySchema, SearchExplanation } from "@eai/contract";
import type { Reservations } from "@eai/modules/governance";
import type { PersonView } from "@eai/modules/identity";
import type { Context, Database, JobQueue, Log } from "@eai/modules/kernel";
import type { Models } from "@eai/modules/models";
import type { z } from "zod";
import { type BreakGlassVerbs, breakGlassVerbs } from "./break-glass.ts";
import { type CacheVerbs, cacheVerbs } from "./cache/cache-verbs.ts";
import type { RetrievalCache } from "./cache/retrieval-cache.ts";
import { type ChatFileVerbs, chatFileVerbs } from "./chat-files.ts";
import { type ChunkVerbs, chunkVerbs } from "./chunks.ts";
import { type DocumentTextVerbs, documentTextVerbs } from "./document-text.ts";
import { type DocumentWorkVerbs, documentWorkVerbs } from "./document-work.ts";
import { type DocumentVerbs, documentVerbs } from "./documents.ts";
import { type ExplainAccessInput, explainAccess } from "./explain-access.ts";
import { type ExplainSearchInput, explainSearch } from "./explain-search.ts";
import type { FileStore } from "./file-store.ts";
import { type FindDocumentVerbs, findDocumentVerbs } from "./find-documents.ts";
import { type GrantVerbs, grantVerbs } from "./grants.ts";
import type { ExtractionLimits } from "./ingest/extract.ts";
import { createTurns } from "./ingest/fair-choice.ts";
import {
  type IngestionDependencies,
  type IngestionObserver,
  type IngestionResult,
  ingestNext,
  ingestVersion,
} from "./ingest/pipeline.ts";
import { type RecoveryInput, recoverVersions } from "./ingest/recovery.ts";
import { type KeptKnowledgeVerbs, keptKnowledgeVerbs } from "./kept-knowledge.ts";
import { type KnowledgeBaseVerbs, knowledgeBaseVerbs } from "./knowledge-bases.ts";
import { type EvaluationVerbs, evaluateChanges, evaluationVerbs } from "./quality/evaluations.ts";
import { type GoldenQuestionVerbs, goldenQuestionVerbs } from "./quality/golden-questions.ts";
import { type ReconcileInput, type Reconciliation, reconcile } from "./reconcile/reconcile.ts";
import { advanceReindexes } from "./reindex/advance-reindex.ts";
import { type ReindexEstimateVerbs, reindexEstimateVerbs } from "./reindex/estimate-reindex.ts";
import { type ReindexVerbs, reindexVerbs } from "./reindex/reindexes.ts";
import { removeLeftovers } from "./reindex/remove-leftovers.ts";
import { type ScopeAudienceVerbs, scopeAudienceVerbs } from "./scope-audience.ts";
import { toDocumentFilters } from "./search/filters.ts";
import { type SearchVerbs, searchVerbs } from "./search/search.ts";
import { presentPassage, presentReport } from "./search/search-report.ts";
import { type WidenVerbs, widenVerbs } from "./search/widen-passages.ts";
import { type SweepInput, sweepFiles } from "./stored-files.ts";
import { type UploadVerbs, uploadVerbs } from "./uploads.ts";
import type { VectorIndex } from "./vector-index.ts";
import { type VisibleDocumentVerbs, visibleDocumentVerbs } from "./visible-documents.ts";

export interface KnowledgeDependencies {
  database: Database;
  files: FileStore;
  index: VectorIndex;
  cache: RetrievalCache;
  models: Models;
  reservations: Reservations;
  queue: JobQueue;
  log: Log;
  uploadLimitBytes: number;
  extraction: ExtractionLimits;
  /** How long a worker is taken to be alive after its last sign of life; default 30. */
  leaseSeconds?: number;
  /** How long what a re-index replaced is kept, as the way back; default 7. */
  reindexKeepDays?: number;
  observe?: IngestionObserver;
}

/** The part of the worker: nobody's request, so no context. */
export interface IngestionVerbs {
  /** Prepares one version; see `ingestVersion`. */
  ingestVersion(versionId: string, signal: AbortSignal): Promise<IngestionResult>;
  /** Prepares the version whose turn it is; see `claimNext`. */
  ingestNext(signal: AbortSignal): Promise<IngestionResult>;
  /** Puts back in the queue what a dead worker held; gives how many. */
  recoverVersions(input: RecoveryInput): Promise<number>;
  /** What the index needs from time to time. */
  maintainIndex(): Promise<void>;
  /** Takes every re-index that is being built a step further; see `advanceReindex`. */
  advanceReindexes(): Promise<void>;
  /** Removes what re-indexes left over; gives how many versions. */
  removeLeftovers(signal: AbortSignal): Promise<number>;
  /** Removes files that no document has; gives how many. */
  sweepFiles(input: SweepInput): Promise<number>;
  /** Runs golden questions where settings have changed; see `evaluateChanges`. */
  evaluateChanges(signal: AbortSignal): Promise<number>;
  /** Takes out of an index outside the database what was removed; gives how many versions. */
  finishIndexRemovals(signal: AbortSignal): Promise<number>;
  /** Compares rows, index and files, and mends them when asked to; see `reconcile`. */
  reconcile(input: ReconcileInput): Promise<Reconciliation>;
}

export interface Knowledge
  extends KnowledgeBaseVerbs,
    DocumentVerbs,
    FindDocumentVerbs,
    VisibleDocumentVerbs,
    UploadVerbs,
    ChatFileVerbs,
    DocumentWorkVerbs,
    ChunkVerbs,
    DocumentTextVerbs,
    SearchVerbs,
    WidenVerbs,
    GrantVerbs,
    ScopeAudienceVerbs,
    CacheVerbs,
    GoldenQuestionVerbs,
    EvaluationVerbs,
    BreakGlassVerbs,
    IngestionVerbs,
    ReindexVerbs,
    ReindexEstimateVerbs,
    KeptKnowledgeVerbs {
  /** A search in one knowledge base, as the wire has it. @throws ProblemError `not_found` */
  queryKnowledgeBase(
    context: Context,
    knowledgeBaseId: string,
    input: Pick<z.output<typeof querySchema>, "query" | "limit"> & Partial<z.output<typeof querySchema>>,
  ): Promise<QueryResult>;
  /** Why a person may or may not see something; see `explainAccess`. */
  explainAccess(context: Context, person: PersonView, input: ExplainAccessInput): Promise<AccessExplanation>;
  /** What a person would find; see `explainSearch`. */
  explainSearch(context: Context, person: PersonView, input: ExplainSearchInput): Promise<SearchExplanation>;
}

const defaultLeaseSeconds = 30;
const defaultReindexKeepDays = 7;

/** Knowledge bases, their documents, and what can be found in them. */
export function createKnowledge(dependencies: KnowledgeDependencies): Knowledge {
  const { leaseSeconds = defaultLeaseSeconds, reindexKeepDays = defaultReindexKeepDays, ...rest } = dependencies;
  const storage = { ...rest, embeddings: rest.models.embeddings, reindexKeepDays };
  const ingestion: IngestionDependencies = { ...rest, leaseSeconds };
  const turns = createTurns();
  const knowledgeBases = knowledgeBaseVerbs(storage);
  const documents = documentVerbs(storage);
  // A thousand uploads ask nothing of the queue.
  const uploads = uploadVerbs(storage, (context, reference) =>
    documents.getDocument(context, reference, { outlook: false }),
  );
  const search = searchVerbs(rest);
  return {
    ...knowledgeBases,
    ...documents,
    ...findDocumentVerbs(rest),
    ...visibleDocumentVerbs(rest),
    ...keptKnowledgeVerbs(storage, { ...knowledgeBases, ...documents }),
    ...uploads,
    ...chatFileVerbs(storage, { ...knowledgeBases, ...uploads }),
    ...documentWorkVerbs(storage, documents.getDocument),
    ...chunkVerbs(rest),
    ...documentTextVerbs(storage),
    ...search,
    ...widenVerbs(rest),
    ...reindexVerbs(storage),
    ...reindexEstimateVerbs(rest),
    ...grantVerbs(rest),
    ...scopeAudienceVerbs(rest),
    ...breakGlassVerbs(rest),
    ...cacheVerbs(rest),
    ...goldenQuestionVerbs(rest),
    ...evaluationVerbs({ ...rest, search: search.search }),
    evaluateChanges: (signal) => evaluateChanges({ ...rest, search: search.search }, signal),
    explainAccess: (context, person, input) => explainAccess(rest.database, context, person, input),
    explainSearch: (context, person, input) =>
      explainSearch({ database: rest.database, search: search.search }, context, person, input),
    ingestVersion: (versionId, signal) => ingestVersion(ingestion, versionId, signal),
    advanceReindexes: () => advanceReindexes(rest),
    removeLeftovers: (signal) => removeLeftovers(storage, signal),
    ingestNext: (signal) => ingestNext(ingestion, turns, signal),
    recoverVersions: (input) => recoverVersions(rest, input),
    maintainIndex: async () => rest.index.maintain?.(),
    sweepFiles: (input) => sweepFiles(rest, input),
    finishIndexRemovals: (signal) => rest.index.finishRemovals(signal),
    reconcile: (input) => reconcile(rest, input),

    async queryKnowledgeBase(context, knowledgeBaseId, { query, limit, filters, explain, use_cache: useCache = true }) {
      const asked = {
        knowledgeBaseIds: [knowledgeBaseId],
        query,
        limit,
        filters: filters && toDocumentFilters(filters),
        useCache,
      };
      const found = await search.search(context, asked);
      return {
        passages: found.passages.map(presentPassage),
        search: found.mode,
        duration_ms: found.durationMs,
        ...(explain && { explanation: presentReport(found.facts, found.passages) }),
        from_cache: found.fromCache,
      };
    },
  };
}
