import { compileFilter } from "./filter.ts";
import { asList, asRecord, Refusal } from "./refusal.ts";

export type PointId = string | number;

export interface StoredPoint {
  id: PointId;
  dense: Map<string, number[]>;
  sparse: Map<string, Map<number, number>>;
  payload: Record<string, unknown>;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** One collection in memory, as it was asked for. */
export class EmulatedCollection {
  readonly config: Record<string, unknown>;
  readonly points = new Map<PointId, StoredPoint>();
  readonly indexes = new Map<string, unknown>();
  private readonly dense: Map<string, { size: number; distance: string }>;
  private readonly sparse: Set<string>;

  constructor(config: Record<string, unknown>) {
    this.config = config;
    this.dense = new Map(
      Object.entries(asRecord(config.vectors ?? {})) as [string, { size: number; distance: string }][],
    );
    this.sparse = new Set(Object.keys(asRecord(config.sparse_vectors ?? {})));
  }

  get indexed(): ReadonlySet<string> {
    return new Set(this.indexes.keys());
  }

  hasDense(name: string): boolean {
    return this.dense.has(name);
  }

  hasSparse(name: string): boolean {
    return this.sparse.has(name);
  }

  /** Read and checked as a whole; nothing is put in when one of them is wrong. */
  readPoints(given: unknown): StoredPoint[] {
    return asList(given).map((entry) => this.readPoint(asRecord(entry)));
  }

  put(points: readonly StoredPoint[]): void {
    for (const point of points) this.points.set(point.id, point);
  }

  /** By ids or by a filter. */
  select(body: Record<string, unknown>): StoredPoint[] {
    if (body.points !== undefined) {
      return asList(body.points).flatMap((id) => this.points.get(id as PointId) ?? []);
    }
    if (body.filter === undefined) throw new Refusal(400, "Format error in JSON body: expected `points` or `filter`");
    return this.matching(body.filter);
  }

  matching(filter: unknown): StoredPoint[] {
    const holds = compileFilter(filter, this.indexed);
    return [...this.points.values()].filter(holds);
  }

  private readPoint({ id, vector, payload }: Record<string, unknown>): StoredPoint {
    if (!(typeof id === "number" && Number.isInteger(id) && id >= 0) && !(typeof id === "string" && uuid.test(id))) {
      throw new Refusal(
        400,
        `Format error in JSON body: value ${String(id)} is not a valid point ID, valid values are either an unsigned integer or a UUID`,
      );
    }
    const point: StoredPoint = { id, dense: new Map(), sparse: new Map(), payload: asRecord(payload ?? {}) };
    for (const [name, value] of Object.entries(asRecord(vector))) {
      if (this.sparse.has(name)) point.sparse.set(name, readSparse(value));
      else point.dense.set(name, this.readDense(name, value));
    }
    return point;
  }

  readDense(name: string, value: unknown): number[] {
    const known = this.dense.get(name);
    if (known === undefined) throw new Refusal(400, `Wrong input: Not existing vector name error: ${name}`);
    const numbers = asList(value).map(Number);
    if (numbers.length !== known.size) {
      throw new Refusal(400, `Wrong input: Vector dimension error: expected dim: ${known.size}, got ${numbers.length}`);
    }
    if (known.distance !== "Cosine") return numbers;
    const length = Math.hypot(...numbers);
    // What is stored is what is compared, and what is given back.
    return length === 0 ? numbers : numbers.map((number) => Math.fround(number / length));
  }
}

/** Stricter than Qdrant, which puts indices in order itself: what we send is to be in order. */
export function readSparse(value: unknown): Map<number, number> {
  const { indices, values } = asRecord(value);
  const [places, weights] = [asList(indices).map(Number), asList(values).map(Number)];
  if (places.length !== weights.length) {
    throw new Refusal(422, "Validation error in JSON body: values: must be the same length as indices");
  }
  for (const [place, index] of places.entries()) {
    if (!Number.isInteger(index) || index < 0 || index > 0xffff_ffff) {
      throw new Refusal(400, "Format error in JSON body: invalid value, expected u32");
    }
    const previous = places[place - 1];
    if (previous !== undefined && index <= previous) {
      throw new Refusal(422, "Validation error in JSON body: indices: must be unique, and here in order");
    }
  }
  return new Map(places.map((index, place) => [index, Math.fround(weights[place] ?? 0)]));
}
