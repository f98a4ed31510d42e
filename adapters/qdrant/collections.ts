import { createHash } from "node:crypto";
import type { QdrantClient, Schemas } from "@qdrant/js-client-rest";
import { type QdrantConnection, type QdrantSettings, statusOf } from "./connection.ts";

export const denseVector = "dense";
export const lexicalVector = "lexical";

/** Every field a filter names; each has an index, so that a server in strict mode takes the filters. */
const indexedFields: Record<string, Schemas["PayloadFieldSchema"]> = {
  organization_id: { type: "keyword", is_tenant: true },
  knowledge_base_id: "keyword",
  document_id: "keyword",
  version_id: "keyword",
};

/**
 * The collection of an embedding model and the length of its vectors, without the prefix; one more for chunks that are
 * found by words alone. Names are cut to what Qdrant takes; a model whose name changes by that gets its hash behind it.
 */
export function collectionOf(model: string | null, dimensions: number | null): string {
  if (model === null || dimensions === null) return "words";
  const plain = model.replace(/[^A-Za-z0-9._-]/g, "-").slice(0, 80);
  const hash = plain === model ? "" : `-${createHash("sha256").update(model).digest("hex").slice(0, 8)}`;
  return `model-${plain}${hash}-${dimensions}`;
}

export interface Collections {
  /** The name on the server. */
  nameOf(collection: string): string;
  /** Makes the collection with its indexes where it is not there yet, before anything is put into it. */
  ensure(collection: string, dimensions: number | null): Promise<string>;
  /** Looks again at the next `ensure`: somebody removed it. */
  forget(collection: string): void;
  /** Names on the server of all that belong to this installation. */
  list(): Promise<string[]>;
}

export function openCollections(connection: QdrantConnection, settings: QdrantSettings): Collections {
  const known = new Map<string, Promise<void>>();
  const nameOf = (collection: string) => `${settings.collectionPrefix}${collection}`;

  async function make(name: string, dimensions: number | null): Promise<void> {
    const { exists } = await connection.write("look for a collection", (client) => client.collectionExists(name));
    if (!exists) {
      await connection.write("make a collection", (client) => createCollection(client, name, dimensions, settings));
    }
    const { payload_schema: indexed } = await connection.write("read a collection", (client) =>
      client.getCollection(name),
    );
    for (const [field, schema] of Object.entries(indexedFields)) {
      if (indexed[field] !== undefined) continue;
      await connection.write("make an index of a field", (client) =>
        client.createPayloadIndex(name, { field_name: field, field_schema: schema, wait: true }),
      );
    }
  }

  return {
    nameOf,
    async ensure(collection, dimensions) {
      const name = nameOf(collection);
      let making = known.get(collection);
      if (making === undefined) {
        making = make(name, dimensions);
        known.set(collection, making);
        making.catch(() => known.delete(collection));
      }
      await making;
      return name;
    },
    forget: (collection) => void known.delete(collection),
    async list() {
      const { collections } = await connection.write("list collections", (client) => client.getCollections());
      return collections.map(({ name }) => name).filter((name) => name.startsWith(settings.collectionPrefix));
    },
  };
}

/**
 * `m: 0` with `payload_m`: a graph for each organisation and none over all of them, since every search names one.
 * Originals go to disk where quantized vectors are kept in memory. `on_disk` and `always_ram` are the words all servers
 * from 1.15 to 1.19 know.
 */
async function createCollection(
  client: QdrantClient,
  name: string,
  dimensions: number | null,
  settings: QdrantSettings,
): Promise<void> {
  const { shardNumber, replicationFactor, writeConsistencyFactor } = settings;
  const quantization = quantizationConfig(settings);
  try {
    await client.createCollection(name, {
      ...(dimensions !== null && {
        vectors: { [denseVector]: { size: dimensions, distance: "Cosine", on_disk: quantization !== undefined } },
        ...(quantization && { quantization_config: quantization }),
      }),
      sparse_vectors: { [lexicalVector]: { index: { on_disk: false } } },
      hnsw_config: { m: 0, payload_m: 16 },
      on_disk_payload: true,
      ...(shardNumber !== undefined && { shard_number: shardNumber }),
      ...(replicationFactor !== undefined && { replication_factor: replicationFactor }),
      ...(writeConsistencyFactor !== undefined && { write_consistency_factor: writeConsistencyFactor }),
    });
  } catch (error) {
    // Another process made it in this very moment. Older servers say 400 for it, newer ones 409.
    const status = statusOf(error);
    if (status !== 409 && status !== 400) throw error;
    if (!(await client.collectionExists(name)).exists) throw error;
  }
}

function quantizationConfig({ quantization }: QdrantSettings): Schemas["QuantizationConfig"] | undefined {
  switch (quantization) {
    case "none":
      return undefined;
    case "scalar":
      return { scalar: { type: "int8", quantile: 0.99, always_ram: true } };
    case "binary":
      return { binary: { always_ram: true } };
    default:
      return quantization satisfies never;
  }
}
