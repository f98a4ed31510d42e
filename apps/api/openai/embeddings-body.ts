import type { EmbeddingsRequest } from "@eai/modules/chat";
import { type Check, checkBody, invalid, text, whole } from "./checked-body.ts";

const mostInputs = 2048;

const input: Check = (value) => {
  if (typeof value === "string") return value === "" ? "give a text that is not empty" : undefined;
  if (!Array.isArray(value) || value.length === 0) return "give a text, or a list of texts";
  if (isTokens(value)) return undefined;
  if (value.length > mostInputs) return `give at most ${mostInputs} texts`;
  const known = value.every((entry) => (typeof entry === "string" && entry !== "") || isTokens(entry));
  return known ? undefined : "give texts that are not empty, or lists of token numbers";
};

function isTokens(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((token) => Number.isSafeInteger(token) && token >= 0);
}

const fields: Readonly<Record<string, Check | "left out">> = {
  model: text(500),
  input,
  encoding_format: (value) => (value === "float" || value === "base64" ? undefined : "give float or base64"),
  dimensions: whole(1, 100_000),
  user: text(1000),
};

/** @throws ProblemError `validation_failed` */
export function readEmbeddingsBody(value: unknown): EmbeddingsRequest {
  const { model, ...body } = checkBody(value, fields);
  if (typeof model !== "string" || model === "") throw invalid("model", "give the name of an embedding model");
  if (body.input === undefined) throw invalid("input", "give a text, or a list of texts");
  return { model, body };
}
