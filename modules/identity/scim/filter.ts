import { ScimError } from "./scim-error.ts";

/** One comparison by `eq`; a filter is all of them. */
export interface Condition {
  /** In lower case, without the schema's URN: `username`, `emails.value`. */
  attribute: string;
  /** Of `emails[type eq "work"].value`: `work`. */
  type?: string;
  value: string | boolean;
}

const longestFilter = 2000;
const urnPrefix = /^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/;
const value = String.raw`("(?:[^"\\]|\\.)*"|true|false)`;
const name = String.raw`([A-Za-z][\w$.:-]*)`;
const comparison = new RegExp(
  String.raw`\s*${name}(?:\[\s*type\s+eq\s+"([\w-]+)"\s*\](?:\.(\w+))?)?\s+([A-Za-z]+)\s+${value}\s*`,
  "iy",
);
const conjunction = /and\s+/iy;

/**
 * Reads the part of SCIM's filters that directories use: `eq`, joined by `and`. Read from left to right in one pass, so
 * nothing can be nested.
 * @throws ScimError `invalidFilter` for everything else
 */
export function parseFilter(text: string): Condition[] {
  if (text.length > longestFilter) throw invalidFilter("The filter is too long.");
  const conditions: Condition[] = [];
  let position = 0;
  for (;;) {
    comparison.lastIndex = position;
    const found = comparison.exec(text);
    if (!found) throw invalidFilter('The filter is not understood. Supported is: attribute eq "value", joined by and.');
    const [, attribute = "", type, sub, operator = "", literal = ""] = found;
    if (operator.toLowerCase() !== "eq") throw invalidFilter("Only the operator eq is supported.");
    const path = attribute.toLowerCase().replace(urnPrefix, "");
    conditions.push({
      attribute: sub === undefined ? path : `${path}.${sub.toLowerCase()}`,
      ...(type === undefined ? {} : { type: type.toLowerCase() }),
      value: readLiteral(literal),
    });
    position = comparison.lastIndex;
    if (position === text.length) return conditions;
    conjunction.lastIndex = position;
    if (!conjunction.test(text)) throw invalidFilter("Only comparisons joined by and are supported.");
    position = conjunction.lastIndex;
  }
}

export function invalidFilter(detail: string): ScimError {
  return new ScimError(400, detail, "invalidFilter");
}

/** A name with capitals says `True` where a boolean is meant; that stays a string here. */
function readLiteral(literal: string): string | boolean {
  if (!literal.startsWith('"')) return literal.toLowerCase() === "true";
  try {
    const text: unknown = JSON.parse(literal);
    if (typeof text === "string" && text.isWellFormed() && !text.includes("\u0000")) return text;
  } catch {
    // Falls through to the one error below.
  }
  throw invalidFilter("A value of the filter is not a JSON string.");
}
