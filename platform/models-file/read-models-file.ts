import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isRecord } from "@eai/modules/kernel";
import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import type { ConfigurationMistake } from "../configuration-error.ts";
import type { EmbeddingModelDeployment, ModelDeployment, ModelEndpoint } from "../models-config.ts";
import { adviceOf, secretPlaces } from "./advice.ts";
import { decideDeployments } from "./deployments.ts";
import { decideEmbeddings } from "./embeddings.ts";
import { decideEndpoint } from "./endpoint.ts";
import { type Entry, idOf, type Reading } from "./reading.ts";
import {
  deploymentSchema,
  embeddingSchema,
  endpointSchema,
  type WrittenDeployment,
  type WrittenEmbedding,
} from "./schema.ts";
import { yamlPlaces } from "./yaml-places.ts";

export interface ModelsFile {
  deployments: ModelDeployment[];
  embeddings: EmbeddingModelDeployment[];
  mistakes: ConfigurationMistake[];
  warnings: string[];
  /** Names of the variables that hold keys. */
  keyVariables: string[];
}

const mostBytes = 1_000_000;

/**
 * @param named `MODELS_FILE`; left out, the file of that name in the data directory counts when it is there
 * @returns undefined when the variables of the environment say which models there are
 */
export function findModelsFile(named: string | undefined, dataDirectory: string): string | undefined {
  if (named) return resolve(named);
  const usual = join(dataDirectory, "models.yaml");
  return existsSync(usual) ? usual : undefined;
}

/** Reads and checks a models file; every mistake is told with its place and what to do. */
export function readModelsFile(path: string, readVariable: Reading["readVariable"]): ModelsFile {
  try {
    return parseModelsFile(readFileSync(path, "utf8"), path, readVariable);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "error";
    const advice = `names ${path}, which cannot be read (${code})`;
    return { ...nothing(), mistakes: [{ variable: "MODELS_FILE", advice }] };
  }
}

/** @param file how the file is called in what is told of it */
export function parseModelsFile(text: string, file: string, readVariable: Reading["readVariable"]): ModelsFile {
  const result = nothing();
  const lines = new LineCounter();
  if (text.length > mostBytes) {
    return {
      ...result,
      mistakes: [{ variable: file, advice: "is larger than a megabyte, which no list of models is" }],
    };
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const places = yamlPlaces(document, lines, file);
  const reading: Reading = {
    places,
    readVariable,
    mistake: (variable, advice) => void result.mistakes.push({ variable, advice }),
    warn: (place, sentence) => void result.warnings.push(`${place}: ${sentence}`),
  };
  for (const { pos, message } of document.errors) {
    reading.mistake(places.ofOffset(pos[0]), `is not YAML that can be read: ${message}`);
  }
  // What does not parse is half of what was meant: mistakes found in it would mislead.
  if (result.mistakes.length > 0) return result;
  for (const place of secretPlaces(document, places)) {
    reading.mistake(
      place,
      "looks like a key. No secret belongs in this file: put it into an environment variable and name that with key_variable",
    );
  }

  const content: unknown = document.toJS({ maxAliasCount: 100 });
  if (!isRecord(content)) {
    reading.mistake(places.ofValue([]), "must have endpoints, deployments and embeddings at its top");
    return result;
  }
  for (const key of Object.keys(content)) {
    if (["endpoints", "deployments", "embeddings"].includes(key)) continue;
    reading.mistake(places.ofKey([], key), `"${key}" is not known here. There are endpoints, deployments, embeddings`);
  }
  const endpoints = readEndpoints(content.endpoints, reading);
  const written = readEntries<WrittenDeployment>(
    "deployments",
    content.deployments,
    deploymentSchema,
    endpoints,
    reading,
  );
  const vectors = readEntries<WrittenEmbedding>("embeddings", content.embeddings, embeddingSchema, endpoints, reading);
  refuseDoubleIds([...written, ...vectors], reading);
  result.deployments = decideDeployments(written, reading);
  result.embeddings = decideEmbeddings(vectors, reading);
  result.keyVariables = [...endpoints.values()].flatMap((endpoint) =>
    endpoint?.credential.kind === "key" ? [endpoint.credential.variable] : [],
  );
  result.mistakes.sort((left, right) => compare(left.variable, right.variable));
  return result;
}

/** Places in the order of the file. */
function compare(left: string, right: string): number {
  const [leftLine = 0, leftColumn = 0] = left.split(":").slice(-2).map(Number);
  const [rightLine = 0, rightColumn = 0] = right.split(":").slice(-2).map(Number);
  return leftLine - rightLine || leftColumn - rightColumn;
}

function nothing(): ModelsFile {
  return { deployments: [], embeddings: [], mistakes: [], warnings: [], keyVariables: [] };
}

/** By name; undefined for one that has a mistake in it, which has been told. */
function readEndpoints(content: unknown, reading: Reading): Map<string, ModelEndpoint | undefined> {
  const endpoints = new Map<string, ModelEndpoint | undefined>();
  if (content === undefined || content === null) return endpoints;
  if (!isRecord(content)) {
    reading.mistake(reading.places.ofValue(["endpoints"]), "must be endpoints by their names");
    return endpoints;
  }
  for (const [name, value] of Object.entries(content)) {
    const path = ["endpoints", name];
    const parsed = check(endpointSchema, value, path, reading);
    endpoints.set(name, parsed && decideEndpoint(parsed, path, reading));
  }
  return endpoints;
}

function readEntries<Written extends { endpoint: string }>(
  list: "deployments" | "embeddings",
  content: unknown,
  schema: z.ZodType<Written>,
  endpoints: ReadonlyMap<string, ModelEndpoint | undefined>,
  reading: Reading,
): Entry<Written>[] {
  if (content === undefined || content === null) return [];
  if (!Array.isArray(content)) {
    reading.mistake(reading.places.ofValue([list]), `must be a list: begin each of the ${list} with "- "`);
    return [];
  }
  return content.flatMap((value: unknown, index) => {
    const path = [list, index];
    const written = check(schema, value, path, reading);
    if (!written) return [];
    if (!endpoints.has(written.endpoint)) {
      const known = [...endpoints.keys()].join(", ") || "none yet";
      reading.mistake(
        reading.places.ofValue([...path, "endpoint"]),
        `"${written.endpoint}" is not among the endpoints (${known}). Describe it there, or name another`,
      );
    }
    const endpoint = endpoints.get(written.endpoint);
    return endpoint ? [{ written, path, endpoint }] : [];
  });
}

function check<Written>(
  schema: z.ZodType<Written>,
  value: unknown,
  path: readonly PropertyKey[],
  { places, mistake }: Reading,
): Written | undefined {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const at = [...path, ...issue.path];
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) mistake(places.ofKey(at, key), adviceOf(issue, key));
    } else {
      mistake(places.ofValue(at), adviceOf(issue));
    }
  }
  return undefined;
}

function refuseDoubleIds(entries: readonly Entry<{ id?: string | undefined; deployment: string }>[], reading: Reading) {
  const seen = new Map<string, string>();
  for (const entry of entries) {
    const id = idOf(entry);
    const place = reading.places.ofValue(entry.written.id === undefined ? entry.path : [...entry.path, "id"]);
    const first = seen.get(id);
    if (first === undefined) seen.set(id, place);
    else reading.mistake(place, `has the id "${id}" as the one at ${first} has. Give it an id of its own`);
  }
}
