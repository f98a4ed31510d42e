import { z } from "zod";
import { type WireError, wireError } from "./errors.ts";

/** A message is text, or parts of which some are. */
export const contentSchema = z.union([
  z.string(),
  z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
]);

export function textOfContent(content: z.infer<typeof contentSchema> | null | undefined): string {
  if (typeof content === "string") return content;
  return (content ?? []).flatMap(({ text }) => (text === undefined ? [] : [text])).join("\n");
}

/** The answer to a body that does not fit its schema. */
export function invalidBody(error: z.ZodError): WireError {
  const issue = error.issues[0];
  const param = issue?.path.join(".") ?? null;
  return wireError(400, null, `Invalid value for '${param}': ${issue?.message ?? "not valid"}.`, param);
}
