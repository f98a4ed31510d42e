import type { ModelEndpoint } from "../models-config.ts";
import type { YamlPlaces } from "./yaml-places.ts";

/** What the parts of the file have in common while they are read. */
export interface Reading {
  places: YamlPlaces;
  readVariable: (name: string) => string | undefined;
  mistake(place: string, advice: string): void;
  warn(place: string, sentence: string): void;
}

/** An entry of a list, with where it stands. */
export interface Entry<Written> {
  written: Written;
  path: readonly PropertyKey[];
  endpoint: ModelEndpoint;
}

/** The id of a deployment, as it goes into usage records: the operator's own, or made of where it is. */
export function idOf({ written, endpoint }: Entry<{ id?: string | undefined; deployment: string }>): string {
  if (written.id !== undefined) return written.id;
  return endpoint.provider === "azure"
    ? `azure:${endpoint.region}:${written.deployment}`
    : `openai:${new URL(endpoint.baseUrl).host}:${written.deployment}`;
}
