import { ProblemError } from "@eai/modules/kernel";
import type { FastifyInstance } from "fastify";

const strictText = new TextDecoder("utf-8", { fatal: true });

/** Half of a surrogate pair can be written as an escape, and would not be text that a database takes. */
const escapedSurrogate = /\\u[dD][89a-fA-F]/;

/**
 * JSON is the one type of body there is, beside uploads. Bytes that are not UTF-8 are refused rather than replaced, half pairs
 * too, an empty body counts as none, and `__proto__` keys are refused.
 */
export function registerContentTypes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  addJsonParser(app, "application/json");
}

/** @param type what the JSON calls itself */
export function addJsonParser(app: FastifyInstance, type: string): void {
  const parseJson = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser<Buffer>(type, { parseAs: "buffer" }, (request, bytes, done) => {
    if (bytes.length === 0) return done(null, undefined);
    try {
      const text = strictText.decode(bytes);
      parseJson(request, text, (error, value) => {
        if (error) done(malformed(error));
        else if (escapedSurrogate.test(text) && holdsHalfPair(value)) done(malformed(undefined));
        else done(null, value);
      });
    } catch (error) {
      done(malformed(error));
    }
  });
}

function malformed(cause: unknown): ProblemError {
  return new ProblemError("malformed_json", "The body is not valid JSON in UTF-8.", { cause });
}

/** Without recursion: a body may be nested as deep as it is long. */
function holdsHalfPair(body: unknown): boolean {
  const rest = [body];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value === "string" && !value.isWellFormed()) return true;
    if (typeof value !== "object" || value === null) continue;
    for (const [key, inner] of Object.entries(value)) rest.push(key, inner);
  }
  return false;
}
