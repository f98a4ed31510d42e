import { ScimError } from "./scim-error.ts";

export interface PatchOperation {
  op: "add" | "replace" | "remove";
  /** Where; undefined when the value is an object of places and values. */
  path: string | undefined;
  value: unknown;
}

const mostOperations = 1000;

/**
 * The operations of a PATCH, in both dialects of Entra: `op` in any capitals, and one value object of many places as one
 * operation for each place.
 * @throws ScimError `invalidSyntax`
 */
export function readPatch(body: unknown): PatchOperation[] {
  const operations = (body as { Operations?: unknown } | null | undefined)?.Operations;
  if (!Array.isArray(operations) || operations.length === 0) {
    throw invalidSyntax("A PATCH needs a list of Operations.");
  }
  const read = operations.flatMap(readOperation);
  if (read.length > mostOperations) throw invalidSyntax(`Send at most ${mostOperations} operations at a time.`);
  return read;
}

function readOperation(operation: unknown): PatchOperation[] {
  const { op, path, value } = (operation ?? {}) as { op?: unknown; path?: unknown; value?: unknown };
  const kind = typeof op === "string" ? op.toLowerCase() : "";
  if (kind !== "add" && kind !== "replace" && kind !== "remove") {
    throw invalidSyntax("The op of an operation must be add, replace or remove.");
  }
  if (typeof path === "string" && path !== "") return [{ op: kind, path, value }];
  if (path !== undefined && path !== null && path !== "") throw invalidSyntax("A path must be a string.");
  if (kind === "remove") throw invalidSyntax("A remove needs a path.");
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalidSyntax("An operation without a path needs an object as its value.");
  }
  return Object.entries(value).map(([key, entry]) => ({ op: kind, path: key, value: entry }));
}

function invalidSyntax(detail: string): ScimError {
  return new ScimError(400, detail, "invalidSyntax");
}
