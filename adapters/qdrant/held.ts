import { type Database, rowsOf } from "@eai/modules/kernel";
import type { HeldVersion } from "@eai/modules/knowledge";
import type { Schemas } from "@qdrant/js-client-rest";
import { sql } from "drizzle-orm";
import { textOf } from "./points.ts";
import { scrollPoints } from "./scroll-points.ts";
import { isAny } from "./search-scope.ts";
import type { UploadParts } from "./upload.ts";

const pointsPerPage = 1000;

/** Counts the points themselves, page by page: a count by field would stop at the server's limits. */
export async function readHeld(
  { database, connection, collections }: UploadParts & { database: Database },
  knowledgeBaseId: string | undefined,
): Promise<HeldVersion[]> {
  const filter: Schemas["Filter"] | undefined =
    knowledgeBaseId === undefined ? undefined : { must: [isAny("knowledge_base_id", [knowledgeBaseId])] };
  const versions = new Map<string, HeldVersion>();
  for (const name of await collections.list()) {
    const points = scrollPoints(connection, "read through points", name, {
      limit: pointsPerPage,
      with_payload: ["version_id", "document_id", "knowledge_base_id"],
      with_vector: false,
      ...(filter && { filter }),
    });
    for await (const { payload } of points) count(versions, payload);
  }
  const leaving = await rowsOf<{ id: string }>(database, sql`select version_id as id from index_removals`);
  for (const { id } of leaving) versions.delete(id);
  return [...versions.values()].sort((left, right) => (left.versionId < right.versionId ? -1 : 1));
}

function count(versions: Map<string, HeldVersion>, payload: unknown): void {
  const versionId = textOf(payload, "version_id");
  const known = versions.get(versionId);
  if (known) {
    known.chunkCount += 1;
    return;
  }
  versions.set(versionId, {
    versionId,
    documentId: textOf(payload, "document_id"),
    knowledgeBaseId: textOf(payload, "knowledge_base_id"),
    chunkCount: 1,
  });
}
