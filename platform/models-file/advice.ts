import { type Document, isScalar, visit } from "yaml";
import type { z } from "zod";
import type { YamlPlaces } from "./yaml-places.ts";

const secretKeys = /^(?:api_?key|key|secret|client_secret|password|token|bearer|authorization|headers?)$/i;

/** What is wrong and what to do, in a sentence that goes after the place. Never repeats a value: it may be a secret. */
export function adviceOf(issue: z.core.$ZodIssue, key?: string): string {
  const what = issue.path.length === 0 ? "this" : issue.path.map(String).join(".");
  switch (issue.code) {
    case "unrecognized_keys":
      return key !== undefined && secretKeys.test(key)
        ? `"${key}": no secret belongs in this file. Put the key into an environment variable and name that with key_variable`
        : `"${key}" is not known here. Is it misspelt?`;
    case "invalid_type":
      return issue.input === undefined
        ? `${what} is missing or empty: it must be ${article(issue.expected)}`
        : `${what} must be ${article(issue.expected)}`;
    case "invalid_value":
      return `${what} must be one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return `${what} must be at least ${issue.minimum}`;
    case "too_big":
      return `${what} must be at most ${issue.maximum}`;
    default:
      return `${what} ${issue.message}`;
  }
}

function article(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    string: "a text",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
    object: "a block of its own",
    array: "a list",
  };
  return names[expected] ?? expected;
}

/** Places of values that look like a key, wherever they are written. */
export function secretPlaces(document: Document, places: YamlPlaces): string[] {
  const found: string[] = [];
  visit(document, {
    Scalar(_, node) {
      if (isScalar(node) && typeof node.value === "string" && looksLikeSecret(node.value) && node.range) {
        found.push(places.ofOffset(node.range[0]));
      }
    },
  });
  return found;
}

function looksLikeSecret(text: string): boolean {
  if (/^(?:sk-[\w-]{16,}|Bearer\s.+|eyJ[\w-]{10,}\..+)$/.test(text)) return true;
  if (/^[0-9a-f]{32,}$/i.test(text)) return true;
  return /^[A-Za-z0-9+/=_-]{40,}$/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
}
