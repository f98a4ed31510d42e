import { coverageOf, questionWeights, readFrequencies } from "@eai/adapters/lexical";
import { type Context, type Database, rowsOf, textArray } from "@eai/modules/kernel";
import type { DenseHit, IndexHits, IndexQuery, LexicalHit } from "@eai/modules/knowledge";
import type { Schemas } from "@qdrant/js-client-rest";
import { sql } from "drizzle-orm";
import { type Collections, collectionOf, denseVector, lexicalVector } from "./collections.ts";
import type { QdrantConnection, QdrantSettings } from "./connection.ts";
import { chunkIdOf, sparseOf, textOf, toSparse } from "./points.ts";
import { isEmpty, readScope, type SearchScope, toFilter } from "./search-scope.ts";

export interface SearchParts {
  database: Database;
  connection: QdrantConnection;
  collections: Collections;
  settings: QdrantSettings;
}

type Search = Schemas["QueryRequest"];
type Scored = Schemas["ScoredPoint"];

/** What is ranked in one collection; both in one request, and both with the whole filter. */
interface Asked {
  collection: string;
  words: boolean;
  model: string | null;
}

interface Found {
  words: Scored[];
  dense: { model: string; points: Scored[] }[];
}

/** Points that are left over take places; they are named and left out, at most this often. */
const roundLimit = 3;
/** Read back with each hit: whether its version is the one that is to be found. */
const returnedFields = ["document_id", "version_id"];

/** Ranks by words and by meaning in one request to each collection; BM25 with IDF from the platform's own statistics. */
export async function searchQdrant(parts: SearchParts, context: Context, query: IndexQuery): Promise<IndexHits> {
  const { database } = parts;
  const nothing: IndexHits = { lexical: [], dense: query.embeddings.length === 0 ? null : [] };
  const [scope, frequencies] = await Promise.all([
    readScope(context, database, query),
    readFrequencies(database, query),
  ]);
  if (isEmpty(scope)) return nothing;
  const weights = questionWeights(query.words, frequencies);
  let found = await rank(parts, scope, query, weights);
  for (let round = 1; round < roundLimit; round++) {
    const left = await leftOver(database, found);
    if (left.length === 0) break;
    scope.hiddenVersions.push(...left);
    found = await rank(parts, scope, query, weights);
  }
  const hidden = new Set([...scope.hiddenVersions, ...(await leftOver(database, found))]);
  const isToBeFound = (point: Scored) => !hidden.has(textOf(point.payload, "version_id"));
  const lexical = found.words.filter(isToBeFound).map(({ id, score, vector }): LexicalHit => {
    const terms = new Set(sparseOf(vector).indices.filter((term) => weights.has(term)));
    return { chunkId: chunkIdOf(id), score, coverage: coverageOf(query.words, terms, frequencies) };
  });
  const dense = found.dense.flatMap(({ model, points }) =>
    best(
      points.filter(isToBeFound).map(({ id, score }): DenseHit => ({ chunkId: chunkIdOf(id), score, model })),
      query.limit,
    ),
  );
  return { lexical: best(lexical, query.limit), dense: nothing.dense === null ? null : dense };
}

async function rank(
  { connection, collections, settings }: SearchParts,
  scope: SearchScope,
  query: IndexQuery,
  weights: ReadonlyMap<number, number>,
): Promise<Found> {
  const common = { filter: toFilter(scope), limit: query.limit, with_payload: returnedFields };
  const vectors = new Map(
    query.embeddings.map(({ model, vector }) => [collectionOf(model, vector.length), { model, vector }]),
  );
  const answers = await Promise.all(
    scope.collections.map(async (collection) => {
      const embedding = vectors.get(collection);
      const asked: Asked = { collection, words: weights.size > 0, model: embedding?.model ?? null };
      const searches: Search[] = [];
      if (asked.words) {
        searches.push({ ...common, query: toSparse(weights), using: lexicalVector, with_vector: [lexicalVector] });
      }
      if (embedding) {
        const params = rescoring(settings);
        searches.push({
          ...common,
          query: embedding.vector,
          using: denseVector,
          with_vector: false,
          ...(params && { params }),
        });
      }
      if (searches.length === 0) return { asked, results: [] };
      const results = await connection.read("search", (client) =>
        client.queryBatch(collections.nameOf(collection), { searches }),
      );
      return { asked, results: results.map(({ points }) => points) };
    }),
  );
  return {
    words: answers.flatMap(({ asked, results }) => (asked.words ? (results[0] ?? []) : [])),
    dense: answers.flatMap(({ asked: { model, words }, results }) =>
      model === null ? [] : [{ model, points: results[words ? 1 : 0] ?? [] }],
    ),
  };
}

/** Quantized vectors find candidates, the exact ones decide their order. */
function rescoring({ quantization, oversampling }: QdrantSettings): Schemas["SearchParams"] | undefined {
  return quantization === "none" ? undefined : { quantization: { rescore: true, oversampling } };
}

/**
 * Versions among the hits that are not current: put in since the scope was read, or left by a process that died, or by
 * a snapshot that was restored.
 */
async function leftOver(database: Database, found: Found): Promise<string[]> {
  const documentOf = new Map<string, string>();
  for (const { payload } of [...found.words, ...found.dense.flatMap(({ points }) => points)]) {
    documentOf.set(textOf(payload, "version_id"), textOf(payload, "document_id"));
  }
  if (documentOf.size === 0) return [];
  const current = await rowsOf<{ id: string }>(
    database,
    sql`select current_version_id as id from documents
      where id = any(${textArray([...documentOf.values()])}) and current_version_id is not null`,
  );
  const known = new Set(current.map(({ id }) => id));
  return [...documentOf.keys()].filter((versionId) => !known.has(versionId));
}

function best<Hit extends { chunkId: string; score: number }>(hits: Hit[], limit: number): Hit[] {
  return hits
    .sort((left, right) => right.score - left.score || (left.chunkId < right.chunkId ? -1 : 1))
    .slice(0, limit);
}
