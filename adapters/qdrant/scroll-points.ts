import type { QdrantClient, Schemas } from "@qdrant/js-client-rest";
import type { QdrantConnection } from "./connection.ts";

type ScrollRequest = Omit<NonNullable<Parameters<QdrantClient["scroll"]>[1]>, "offset"> & { limit: number };

/**
 * All points of a collection that the request asks for, `limit` to a page.
 * @param collection with its prefix
 * @throws ProblemError `search_unavailable`
 */
export async function* scrollPoints(
  connection: QdrantConnection,
  what: string,
  collection: string,
  request: ScrollRequest,
): AsyncGenerator<Schemas["Record"]> {
  let offset: string | number | undefined;
  do {
    const page = await connection.write(what, (client) =>
      client.scroll(collection, { ...request, ...(offset !== undefined && { offset }) }),
    );
    yield* page.points;
    const next = page.next_page_offset;
    offset = typeof next === "string" || typeof next === "number" ? next : undefined;
  } while (offset !== undefined);
}
