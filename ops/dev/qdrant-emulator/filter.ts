import { asList, asRecord, Refusal } from "./refusal.ts";

export interface Filterable {
  id: string | number;
  payload: Record<string, unknown>;
}

type Predicate = (point: Filterable) => boolean;

const clauses = new Set(["must", "should", "must_not"]);

/**
 * A filter as a function. In strict mode a field without an index is refused; a condition this emulator does not know is
 * refused too, rather than taken to hold.
 * @param indexed fields that have an index
 */
export function compileFilter(filter: unknown, indexed: ReadonlySet<string>): Predicate {
  if (filter === undefined || filter === null) return () => true;
  const parts = asRecord(filter);
  for (const key of Object.keys(parts)) {
    if (!clauses.has(key)) throw new Refusal(400, `Format error in JSON body: unknown field \`${key}\` in a filter`);
  }
  const compile = (clause: string) => asList(parts[clause]).map((condition) => compileCondition(condition, indexed));
  const [must, should, mustNot] = [compile("must"), compile("should"), compile("must_not")];
  return (point) =>
    must.every((holds) => holds(point)) &&
    (should.length === 0 || should.some((holds) => holds(point))) &&
    !mustNot.some((holds) => holds(point));
}

function compileCondition(condition: unknown, indexed: ReadonlySet<string>): Predicate {
  const { key, match, has_id: ids, ...rest } = asRecord(condition);
  if (ids !== undefined) {
    const wanted = new Set(asList(ids));
    return ({ id }) => wanted.has(id);
  }
  if (typeof key !== "string") return compileFilter(condition, indexed);
  if (match === undefined || Object.keys(rest).length > 0) {
    throw new Refusal(400, "Format error in JSON body: only conditions with `match` and `has_id` are known here");
  }
  if (!indexed.has(key)) {
    throw new Refusal(
      400,
      `Bad request: Index required but not found for "${key}" of one of the following types: [keyword]. Help: Create an index for this key or use a different filter.`,
    );
  }
  const { value, any } = asRecord(match);
  if (value === undefined && !Array.isArray(any)) {
    throw new Refusal(400, "Format error in JSON body: data did not match any variant of untagged enum Match");
  }
  const wanted = new Set(value === undefined ? asList(any) : [value]);
  return ({ payload }) => asList(payload[key]).some((entry) => wanted.has(entry));
}

/** Both hold. */
export function both(left: unknown, right: unknown): unknown {
  const parts = [left, right].filter((part) => part !== undefined && part !== null);
  return parts.length === 0 ? undefined : { must: parts };
}
