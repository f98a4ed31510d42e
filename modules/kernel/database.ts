import { type SQL, sql } from "drizzle-orm";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";

/**
 * PostgreSQL through Drizzle, on a server or embedded; both drivers share this type.
 * Raw `execute` gives `{ rows }` on both; cast counts with `::int`.
 */
export type Database = PgDatabase<PgQueryResultHKT>;

/** The handle inside a transaction. On the embedded database the outer handle would wait for ever there. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

/** Rows of a raw query; the caller states their shape. */
export async function rowsOf<Row>(database: Database | Transaction, query: SQL): Promise<Row[]> {
  const result = (await database.execute(query)) as unknown as { rows: Row[] };
  return result.rows;
}

/** A PostgreSQL array literal of one type, safe for both drivers: `'{…}'::text[]`. */
export function textArray(values: readonly string[]): SQL {
  return sql`${`{${values.map((value) => `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`).join(",")}}`}::text[]`;
}

export function intArray(values: readonly number[]): SQL {
  return sql`${`{${values.join(",")}}`}::int[]`;
}

/** True for the error of a unique constraint, from either driver. */
export function isUniqueViolation(error: unknown): boolean {
  return hasCode(error, "23505");
}

/** True for the error of a row that others still refer to, or that refers to one that is gone. */
export function isForeignKeyViolation(error: unknown): boolean {
  return hasCode(error, "23503");
}

/** A pattern for `ilike` that finds the text anywhere, and takes none of its characters for a wildcard. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}

/** True when the database did not take the values themselves: to try again would give the same. */
export function isRefusedData(error: unknown): boolean {
  return codesOf(error).some((code) => /^2[23]/.test(code));
}

function hasCode(error: unknown, code: string): boolean {
  return codesOf(error).includes(code);
}

function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code } = current as { code?: unknown };
    if (typeof code === "string") codes.push(code);
  }
  return codes;
}
