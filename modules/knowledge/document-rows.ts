import { eq, notInArray, type SQL } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { ListDocumentsInput } from "./documents.ts";
import { documentVersions } from "./tables.ts";

/** The newest version of each document of a list. */
export const latest = alias(documentVersions, "latest");
/** The one in use, if there is one. */
export const current = alias(documentVersions, "current");

/** @param state of the newest version; `unfinished` is every state on the way */
export function hasState(state: ListDocumentsInput["state"]): SQL | undefined {
  if (state === undefined) return undefined;
  return state === "unfinished" ? notInArray(latest.state, ["ready", "failed"]) : eq(latest.state, state);
}
