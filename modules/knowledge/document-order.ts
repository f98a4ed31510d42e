import { behind, behindName, behindNumber } from "@eai/modules/kernel";
import { asc, desc, gt, lt, type SQL } from "drizzle-orm";
import { latest } from "./document-rows.ts";
import type { ListDocumentsInput } from "./documents.ts";
import type { DocumentRows } from "./present.ts";
import { documents } from "./tables.ts";

/** An order of documents, with the cursors that go with it. */
export interface DocumentOrder {
  order: readonly SQL[];
  /** @throws ProblemError `validation_failed` for a cursor of another order */
  behind(cursor: string | undefined): SQL | undefined;
  cursorOf(row: DocumentRows): readonly (string | number)[];
}

export const newestFirst: readonly SQL[] = [desc(documents.id)];

/** Ids count up with time, so they stand for the order in which documents came. */
export function documentOrder(sort: NonNullable<ListDocumentsInput["sort"]>): DocumentOrder {
  const { id, name } = documents;
  switch (sort) {
    case "newest":
      return {
        order: newestFirst,
        behind: (cursor) => behind(cursor, lt, id),
        cursorOf: ({ document }) => [document.id],
      };
    case "oldest":
      return {
        order: [asc(id)],
        behind: (cursor) => behind(cursor, gt, id),
        cursorOf: ({ document }) => [document.id],
      };
    case "name":
      return {
        order: [asc(name), asc(id)],
        behind: (cursor) => behindName(cursor, { name, id }),
        cursorOf: ({ document }) => [document.name, document.id],
      };
    case "largest":
      return {
        order: [desc(latest.sizeBytes), desc(id)],
        behind: (cursor) => behindNumber(cursor, { number: latest.sizeBytes, id }),
        cursorOf: (row) => [row.latest.sizeBytes, row.document.id],
      };
    default:
      return sort satisfies never;
  }
}
