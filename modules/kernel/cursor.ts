import { gt, type lt, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { ProblemError } from "./errors.ts";

/** A cursor for the wire: opaque to clients, the sort key of the last entry inside. */
export function encodeCursor(parts: readonly (string | number | boolean)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/**
 * @param length how many parts the list's cursor has
 * @throws ProblemError `validation_failed` for a cursor this list did not give
 */
export function decodeCursor(cursor: string, length: number): (string | number | boolean)[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(parts) && parts.length === length && parts.every(isScalar)) return parts;
  } catch {
    // Falls through to the one error below.
  }
  throw notOfThisList();
}

function notOfThisList(): ProblemError {
  return new ProblemError(
    "validation_failed",
    "The cursor is not one that this list gave. Start again without a cursor.",
    {
      errors: [{ field: "query.cursor", message: "Not a cursor of this list" }],
    },
  );
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/**
 * The rows behind a cursor of a list that is sorted by id; without a cursor there is no such condition.
 * @param compare `lt` where the newest come first, `gt` where they come last
 * @throws ProblemError as `decodeCursor`
 */
export function behind(cursor: string | undefined, compare: typeof lt, id: AnyPgColumn): SQL | undefined {
  return cursor === undefined ? undefined : compare(id, String(decodeCursor(cursor, 1)[0]));
}

/** The same for a list that is sorted by name, and by id among namesakes. */
export function behindName(
  cursor: string | undefined,
  { name, id }: { name: AnyPgColumn; id: AnyPgColumn },
): SQL | undefined {
  if (cursor === undefined) return undefined;
  const [lastName, lastId] = decodeCursor(cursor, 2);
  return sql`(${name}, ${id}) > (${String(lastName)}, ${String(lastId)})`;
}

/**
 * The same for a list that begins with the largest number, and with the newest among those of the same size.
 * @throws ProblemError as `decodeCursor`
 */
export function behindNumber(
  cursor: string | undefined,
  { number, id }: { number: AnyPgColumn; id: AnyPgColumn },
): SQL | undefined {
  if (cursor === undefined) return undefined;
  const [last, lastId] = decodeCursor(cursor, 2);
  if (typeof last !== "number") throw notOfThisList();
  return sql`(${number}, ${id}) < (${last}::float8, ${String(lastId)})`;
}

const highestOrdinal = 2 ** 31 - 1;

/** The same for a list that is sorted by a number that counts from 0. */
export function behindOrdinal(cursor: string | undefined, ordinal: AnyPgColumn): SQL | undefined {
  return cursor === undefined ? undefined : gt(ordinal, ordinalOf(cursor));
}

/** The number that such a cursor stands at; -1 without one. @throws ProblemError as `decodeCursor` */
export function ordinalOf(cursor: string | undefined): number {
  if (cursor === undefined) return -1;
  const [last] = decodeCursor(cursor, 1);
  return Number.isInteger(last) ? Math.min(Math.max(Number(last), -1), highestOrdinal) : -1;
}

/** Which page of a list. */
export interface PageInput {
  limit: number;
  cursor?: string | undefined;
}

export interface Page<Entry> {
  data: Entry[];
  next_cursor: string | null;
}

type CursorOf<Entry> = (entry: Entry) => readonly (string | number | boolean)[];

/** A page out of one entry more than asked for. */
export function pageOf<Entry>(entries: readonly Entry[], limit: number, cursorOf: CursorOf<Entry>): Page<Entry> {
  const data = entries.slice(0, limit);
  const last = data.at(-1);
  return { data, next_cursor: entries.length > limit && last ? encodeCursor(cursorOf(last)) : null };
}

/** The same out of rows that are shown in another form. */
export function toPage<Row, Entry>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Entry,
  cursorOf: CursorOf<Row>,
): Page<Entry> {
  const { data, next_cursor } = pageOf(rows, limit, cursorOf);
  return { data: data.map(present), next_cursor };
}
