import { setTimeout as later } from "node:timers/promises";
import { EmulatedCollection, type PointId } from "./collection.ts";
import { numberOr, present, runQuery } from "./query.ts";
import { asList, asRecord, Refusal } from "./refusal.ts";

export interface Request {
  method: string;
  /** Parts of the path. */
  path: string[];
  parameters: URLSearchParams;
  body: Record<string, unknown>;
}

/** How long after an answer without `wait=true` the points are there. */
const unwaitedMs = 40;

/** The requests this emulator knows; all others are 404, so that a wrong address is noticed. */
export async function answer(collections: Map<string, EmulatedCollection>, request: Request): Promise<unknown> {
  const { method, path, body } = request;
  const [, name = "", ...rest] = path;
  if (name === "") {
    if (method === "GET") return { collections: [...collections.keys()].map((known) => ({ name: known })) };
    throw new Refusal(404, "");
  }
  const route = `${method} ${rest.join("/")}`;
  if (route === "GET exists") return { exists: collections.has(name) };
  if (route === "PUT ") return create(collections, name, body);
  if (route === "DELETE ") return collections.delete(name);
  const collection = collections.get(name);
  if (collection === undefined) throw new Refusal(404, `Not found: Collection \`${name}\` doesn't exist!`);
  switch (route) {
    case "GET ":
      return descriptionOf(collection);
    case "PUT index":
      if (typeof body.field_name !== "string") throw new Refusal(400, "Format error in JSON body: missing field_name");
      collection.indexes.set(body.field_name, body.field_schema);
      return { operation_id: 0, status: "completed" };
    case "PUT points": {
      const points = collection.readPoints(body.points);
      return update(request, () => collection.put(points));
    }
    case "POST points/delete": {
      // A wrong filter is refused at once, also by a request that does not wait.
      collection.select(body);
      return update(request, () => {
        for (const { id } of collection.select(body)) collection.points.delete(id);
      });
    }
    case "POST points":
      return asList(body.ids).flatMap((id) => {
        const point = collection.points.get(id as PointId);
        return point ? [present(point, { payload: body.with_payload ?? true, vector: body.with_vector ?? false })] : [];
      });
    case "POST points/count":
      return { count: collection.matching(body.filter).length };
    case "POST points/scroll":
      return scroll(collection, body);
    case "POST points/query":
      return runQuery(collection, body);
    case "POST points/query/batch":
      return asList(body.searches).map((search) => runQuery(collection, asRecord(search)));
    default:
      throw new Refusal(404, "");
  }
}

function create(collections: Map<string, EmulatedCollection>, name: string, body: Record<string, unknown>): boolean {
  if (collections.has(name)) throw new Refusal(409, `Wrong input: Collection \`${name}\` already exists!`);
  collections.set(name, new EmulatedCollection(body));
  return true;
}

function descriptionOf(collection: EmulatedCollection): unknown {
  const schema = [...collection.indexes].map(([field, params]) => [field, { data_type: "keyword", params, points: 0 }]);
  return {
    status: "green",
    optimizer_status: "ok",
    points_count: collection.points.size,
    segments_count: 1,
    config: { params: collection.config },
    payload_schema: Object.fromEntries(schema),
  };
}

async function update({ parameters }: Request, apply: () => void): Promise<unknown> {
  if (parameters.get("wait") === "true") {
    apply();
    return { operation_id: 0, status: "completed" };
  }
  void later(unwaitedMs, undefined, { ref: false }).then(apply);
  return { operation_id: 0, status: "acknowledged" };
}

function scroll(collection: EmulatedCollection, body: Record<string, unknown>): unknown {
  const limit = numberOr(body.limit, 10);
  const offset = body.offset === undefined || body.offset === null ? "" : String(body.offset);
  const found = collection
    .matching(body.filter)
    .toSorted((left, right) => (String(left.id) < String(right.id) ? -1 : 1))
    .filter(({ id }) => String(id) >= offset);
  const show = { payload: body.with_payload ?? true, vector: body.with_vector ?? false };
  return {
    points: found.slice(0, limit).map((point) => present(point, show)),
    next_page_offset: found[limit]?.id ?? null,
  };
}
