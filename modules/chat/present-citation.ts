import type { Citation } from "@eai/contract";
import type { CitedPassage } from "@eai/modules/knowledge";
import type { StoredCitation } from "./tables.ts";

/** What a citation is found by again. */
export function toReference({ chunk_id, document_id }: Pick<StoredCitation, "chunk_id" | "document_id">) {
  return { chunkId: chunk_id, documentId: document_id };
}

/**
 * A stored citation as a person may see it now. The passage stays for whoever may read the document, also when the
 * document has a newer version since: then it is said to be outdated. Of a document that is gone, or that this person may
 * not read, the number and the name under which they have seen it are left.
 * @param visible what `citedPassages` said
 */
export function presentCitation(stored: StoredCitation, visible: ReadonlyMap<string, CitedPassage>): Citation {
  const found = visible.get(stored.chunk_id);
  const citation = completeCitation(stored, found?.version);
  if (!found) return { ...citation, passage: "", heading_path: [], available: false };
  // Made again from the same bytes, the document says what it said.
  const isSame = found.isCurrent || (stored.version !== undefined && stored.version === found.version);
  return isSame ? citation : { ...citation, outdated: true };
}

/** A citation with what those stored by earlier releases lack. @param version of its document now */
export function completeCitation(stored: StoredCitation, version = 1): Citation {
  const pageKind = stored.page_kind ?? (stored.page_from === null ? null : "page");
  return { ...stored, version: stored.version ?? version, page_kind: pageKind };
}
