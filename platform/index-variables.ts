import { choice, text, url, type Variable, wholeNumber, withDefault } from "./environment-variable.ts";

const group = "Search index";

const few = (description: string): Variable<number | undefined> =>
  wholeNumber({ minimum: 1, maximum: 100 }, { group, defaultText: "the server decides", description });

/** Where chunks are found again. */
export const indexVariables = {
  QDRANT_URL: url(["https", "http"], {
    group,
    defaultText: "the index is in the database (pgvector)",
    example: "https://qdrant.internal:6333",
    description:
      "A Qdrant server, version 1.15 to 1.19, that keeps the search index. Without a port it is 6333. Move what is there with `npm run reindex -- --to qdrant` first.",
  }),
  QDRANT_API_KEY: text({
    group,
    description: "Key of that server, with the right to make and change collections.",
    secret: true,
  }),
  QDRANT_COLLECTION_PREFIX: withDefault(
    "eai_",
    text({
      group,
      description: "Put before the name of every collection. What begins with it belongs to this installation alone.",
    }),
  ),
  QDRANT_TIMEOUT_SECONDS: withDefault(
    30,
    wholeNumber(
      { minimum: 1, maximum: 600 },
      {
        group,
        description: "Longest time for one request that writes. A search never waits longer than five seconds.",
      },
    ),
  ),
  QDRANT_QUANTIZATION: withDefault(
    "none",
    choice(["none", "scalar", "binary"], {
      group,
      description:
        "Keeps smaller vectors in memory and the exact ones on disk: a quarter with `scalar`, a thirty-second with `binary` (for vectors of 1024 numbers and more). Holds for collections made from then on.",
    }),
  ),
  QDRANT_OVERSAMPLING: withDefault(
    3,
    wholeNumber(
      { minimum: 1, maximum: 20 },
      {
        group,
        description:
          "How many times more candidates are taken from quantized vectors before the exact ones decide their order.",
      },
    ),
  ),
  QDRANT_SHARD_NUMBER: few("Parts of each collection, spread over the servers of a cluster. Fixed once it is made."),
  QDRANT_REPLICATION_FACTOR: few("Copies of each part on servers of a cluster."),
  QDRANT_WRITE_CONSISTENCY_FACTOR: few("Copies that must have taken a write before it counts."),
};
