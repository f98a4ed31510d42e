import type { Chunk, Document, KnowledgeBase, Reindex } from "@eai/contract";
import { failureReasons } from "./ingest/extraction-error.ts";
import type { chunks, documents, documentVersions, knowledgeBases } from "./tables.ts";
import type { Outlook } from "./waiting-time.ts";

type DocumentRow = typeof documents.$inferSelect;
type VersionRow = typeof documentVersions.$inferSelect;

export interface KnowledgeBaseCounts {
  documentCount: number;
  readyCount: number;
  failedCount: number;
  sizeBytes: number;
}

export interface KnowledgeBaseRow {
  knowledgeBase: typeof knowledgeBases.$inferSelect;
  ownerName: string;
  mayWrite: boolean;
  mayManage: boolean;
  hasGrants: boolean;
}

export function presentKnowledgeBase(
  { knowledgeBase, ownerName, mayWrite, mayManage, hasGrants }: KnowledgeBaseRow,
  counts: KnowledgeBaseCounts,
  search: KnowledgeBase["search"],
  reindex: Reindex | null,
): KnowledgeBase {
  return {
    id: knowledgeBase.id,
    name: knowledgeBase.name,
    description: knowledgeBase.description,
    scope: knowledgeBase.scope,
    purpose: knowledgeBase.purpose,
    owner: { id: knowledgeBase.ownerId, name: ownerName },
    chunking: knowledgeBase.chunking,
    embedding_model: knowledgeBase.embeddingModel,
    search,
    search_settings: {
      rerank: knowledgeBase.search.rerank ?? true,
      minimum_similarity: knowledgeBase.search.minimumSimilarity ?? null,
    },
    reindex: mayWrite ? reindex : null,
    may_write: mayWrite,
    // There is nothing to manage: it is shared with nobody.
    may_manage: mayManage && knowledgeBase.purpose === null,
    shared: mayManage && hasGrants,
    document_count: counts.documentCount,
    ready_count: counts.readyCount,
    failed_count: counts.failedCount,
    size_bytes: counts.sizeBytes,
    created_at: knowledgeBase.createdAt.toISOString(),
    updated_at: knowledgeBase.updatedAt.toISOString(),
  };
}

export interface DocumentRows {
  document: DocumentRow;
  latest: VersionRow;
  /** The complete version, when there is one. */
  current: VersionRow | null;
}

/** State and size are of the newest version; what can be read and found is of the complete one. */
export function presentDocument({ document, latest, current }: DocumentRows, outlook?: Outlook): Document {
  const readable = current ?? latest;
  return {
    id: document.id,
    knowledge_base_id: document.knowledgeBaseId,
    name: document.name,
    media_type: latest.mediaType,
    size_bytes: latest.sizeBytes,
    version: latest.number,
    state: latest.state,
    progress: latest.progress,
    activity: presentActivity(latest),
    queue_position: outlook?.queuePosition ?? null,
    estimated_seconds_left: outlook?.secondsLeft ?? null,
    failure: presentFailure(latest),
    searchable: current !== null,
    page_count: readable.pageCount,
    page_kind: readable.pageKind,
    unread_pages: readable.unreadPages,
    recognised_pages: readable.recognisedPages,
    chunk_count: current?.chunkCount ?? 0,
    title: readable.title,
    language: readable.language,
    tags: document.tags,
    restricted: document.restricted,
    created_at: document.createdAt.toISOString(),
    updated_at: latest.updatedAt.toISOString(),
  };
}

/** What waits for a second try after a failure nobody foresaw is simply queued. */
function presentActivity({ state, activity }: VersionRow): Document["activity"] {
  if (activity === null || state === "ready" || state === "failed") return null;
  const { done, total, unit, waiting = null, until = null } = activity;
  if (total === 0 && waiting === null) return null;
  return { done, total, unit, waiting, until };
}

function presentFailure(version: VersionRow): Document["failure"] {
  if (version.state !== "failed") return null;
  const code = version.failureCode ?? "internal_error";
  return { code, reason: version.failureReason ?? failureReasons[code], stage: version.failureStage ?? "queued" };
}

export function presentChunk(chunk: typeof chunks.$inferSelect): Chunk {
  return {
    id: chunk.id,
    ordinal: chunk.ordinal,
    text: chunk.text,
    page_from: chunk.pageFrom,
    page_to: chunk.pageTo,
    heading_path: chunk.headingPath,
    start_char: chunk.startChar,
    end_char: chunk.endChar,
    token_count: chunk.tokenCount,
  };
}
