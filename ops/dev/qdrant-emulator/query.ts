import { type EmulatedCollection, readSparse, type StoredPoint } from "./collection.ts";
import { both } from "./filter.ts";
import { asList, asRecord, Refusal } from "./refusal.ts";

interface Scored {
  point: StoredPoint;
  score: number;
}

const defaultLimit = 10;
const defaultRrfK = 2;

/** One query of the Query API; what it leaves out has Qdrant's defaults, also those people forget. */
export function runQuery(collection: EmulatedCollection, request: Record<string, unknown>): unknown {
  const limit = numberOr(request.limit, defaultLimit);
  const offset = numberOr(request.offset, 0);
  const scored = rank(collection, request, undefined, limit + offset);
  const points = scored.slice(offset, offset + limit).map(({ point, score }) => ({
    score,
    version: 0,
    ...present(point, { payload: request.with_payload ?? false, vector: request.with_vector ?? false }),
  }));
  return { points };
}

/** The filter of the outer query holds in each prefetch as well: it is applied while candidates are looked for. */
function rank(
  collection: EmulatedCollection,
  request: Record<string, unknown>,
  outer: unknown,
  limit: number,
): Scored[] {
  const filter = both(outer, request.filter);
  const prefetches = asList(request.prefetch).map(asRecord);
  if (prefetches.length > 0) {
    const lists = prefetches.map((prefetch) =>
      rank(collection, prefetch, filter, numberOr(prefetch.limit, defaultLimit)),
    );
    return fuseRanks(request.query, lists).slice(0, limit);
  }
  const scoreOf = scorer(collection, request);
  return collection
    .matching(filter)
    .flatMap((point): Scored[] => {
      const score = scoreOf(point);
      return score === null ? [] : [{ point, score: Math.fround(score) }];
    })
    .sort((left, right) => right.score - left.score)
    .slice(0, limit);
}

/** Null: the point has nothing to compare. */
function scorer(
  collection: EmulatedCollection,
  request: Record<string, unknown>,
): (point: StoredPoint) => number | null {
  const name = typeof request.using === "string" ? request.using : "";
  const { query } = request;
  if (Array.isArray(query)) {
    if (!collection.hasDense(name)) throw new Refusal(400, `Wrong input: Not existing vector name error: ${name}`);
    const wanted = collection.readDense(name, query);
    return ({ dense }) => {
      const vector = dense.get(name);
      return vector === undefined ? null : vector.reduce((sum, value, place) => sum + value * (wanted[place] ?? 0), 0);
    };
  }
  const wanted = readSparse(query);
  if (!collection.hasSparse(name)) throw new Refusal(400, `Wrong input: Not existing vector name error: ${name}`);
  return ({ sparse }) => {
    const vector = sparse.get(name);
    let score: number | null = null;
    for (const [index, weight] of wanted) {
      const value = vector?.get(index);
      if (value !== undefined) score = (score ?? 0) + value * weight;
    }
    return score;
  };
}

function fuseRanks(query: unknown, lists: readonly Scored[][]): Scored[] {
  const { fusion, rrf } = asRecord(query);
  if (fusion !== "rrf" && rrf === undefined) throw new Refusal(400, "Only reciprocal rank fusion is known here");
  const k = rrf === undefined ? defaultRrfK : numberOr(asRecord(rrf).k, defaultRrfK);
  const fused = new Map<string | number, Scored>();
  for (const list of lists) {
    for (const [place, { point }] of list.entries()) {
      const known = fused.get(point.id) ?? { point, score: 0 };
      fused.set(point.id, { point, score: known.score + 1 / (place + k) });
    }
  }
  return [...fused.values()].sort((left, right) => right.score - left.score);
}

/** A point as answers show it. */
export function present(point: StoredPoint, show: { payload: unknown; vector: unknown }): Record<string, unknown> {
  const vectors: Record<string, unknown> = Object.fromEntries(point.dense);
  for (const [name, weights] of point.sparse) {
    vectors[name] = { indices: [...weights.keys()], values: [...weights.values()] };
  }
  return {
    id: point.id,
    ...(show.payload !== false && { payload: chosen(point.payload, show.payload) }),
    ...(show.vector !== false && { vector: chosen(vectors, show.vector) }),
  };
}

function chosen(all: Record<string, unknown>, wanted: unknown): Record<string, unknown> {
  if (!Array.isArray(wanted)) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
}

export function numberOr(value: unknown, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}
