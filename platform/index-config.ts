import type { ConfigurationMistake } from "./configuration-error.ts";
import type { Environment } from "./environment.ts";
import { isLoopback } from "./loopback.ts";

/** Where chunks are found again. The key is `Secrets.qdrantApiKey`. */
export type IndexConfig =
  | { kind: "pgvector" }
  | {
      kind: "qdrant";
      url: string;
      collectionPrefix: string;
      timeoutSeconds: number;
      quantization: "none" | "scalar" | "binary";
      oversampling: number;
      shardNumber: number | undefined;
      replicationFactor: number | undefined;
      writeConsistencyFactor: number | undefined;
    };

export function decideIndex(values: Environment): IndexConfig {
  if (!values.QDRANT_URL) return { kind: "pgvector" };
  return {
    kind: "qdrant",
    url: values.QDRANT_URL,
    collectionPrefix: values.QDRANT_COLLECTION_PREFIX,
    timeoutSeconds: values.QDRANT_TIMEOUT_SECONDS,
    quantization: values.QDRANT_QUANTIZATION,
    oversampling: values.QDRANT_OVERSAMPLING,
    shardNumber: values.QDRANT_SHARD_NUMBER,
    replicationFactor: values.QDRANT_REPLICATION_FACTOR,
    writeConsistencyFactor: values.QDRANT_WRITE_CONSISTENCY_FACTOR,
  };
}

/** Names of collections end in paths of the server and in its files. */
const prefixForm = /^[A-Za-z0-9._-]{1,60}$/;

export function indexMistakes(values: Environment): ConfigurationMistake[] {
  const mistakes: ConfigurationMistake[] = [];
  if (!prefixForm.test(values.QDRANT_COLLECTION_PREFIX)) {
    mistakes.push({
      variable: "QDRANT_COLLECTION_PREFIX",
      advice: "must be 1 to 60 letters, digits, dots, hyphens or underscores, such as eai_",
    });
  }
  if (values.QDRANT_URL) {
    const { username, password, search, hash } = new URL(values.QDRANT_URL);
    // Without its text: the password in it would end in logs and on screens.
    if (username || password) {
      mistakes.push({ variable: "QDRANT_URL", advice: "holds a name or password. Put the key into QDRANT_API_KEY" });
    } else if (search || hash) {
      mistakes.push({ variable: "QDRANT_URL", advice: "ends in `?` or `#`. Write scheme, host, port and path only" });
    }
  }
  const { QDRANT_REPLICATION_FACTOR: copies = 1, QDRANT_WRITE_CONSISTENCY_FACTOR: needed = 1 } = values;
  if (values.QDRANT_WRITE_CONSISTENCY_FACTOR !== undefined && needed > copies) {
    mistakes.push({
      variable: "QDRANT_WRITE_CONSISTENCY_FACTOR",
      advice: `is ${needed}, but there are only ${copies} copies (QDRANT_REPLICATION_FACTOR). No write would ever count`,
    });
  }
  return mistakes;
}

/** What works and is not what one should want. */
export function indexWarnings(values: Environment): string[] {
  if (!values.QDRANT_URL) {
    return values.QDRANT_API_KEY ? ["QDRANT_API_KEY is set without QDRANT_URL, and is not used."] : [];
  }
  const { protocol, hostname } = new URL(values.QDRANT_URL);
  if (isLoopback(hostname)) return [];
  const warnings: string[] = [];
  if (protocol === "http:") {
    warnings.push(
      "QDRANT_URL is plain http: passages' vectors and the API key travel in the clear. Give the server a certificate and write https.",
    );
  }
  if (!values.QDRANT_API_KEY) {
    warnings.push(
      "QDRANT_API_KEY is missing: a server without a key answers to everyone who reaches it. Set service.api_key there and the key here.",
    );
  }
  return warnings;
}
