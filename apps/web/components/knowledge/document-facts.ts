import type { Document } from "@eai/contract";
import { formatAgo, formatBytes } from "@/data/format.ts";
import type { Messages } from "@/messages/messages.ts";
import { formatName } from "./document-type.tsx";

/** What a document is, in one line: its kind, size, pages, passages, version and age. */
export function factsOf(document: Document, t: Messages): string {
  return [
    t.formats.names[formatName(document.media_type)],
    formatBytes(document.size_bytes, t.language),
    document.page_count !== null && t.formats.count(document.page_count, document.page_kind),
    document.unread_pages > 0 && t.documents.unreadPages(document.unread_pages),
    document.recognised_pages > 0 && t.documents.recognisedPages(document.recognised_pages),
    document.chunk_count > 0 && t.documents.passages(document.chunk_count),
    document.version > 1 && t.documents.version(document.version),
    formatAgo(document.updated_at, t.language),
  ]
    .filter(Boolean)
    .join(" · ");
}
