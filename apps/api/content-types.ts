import { ProblemError } from "@eai/modules/kernel";
import type { FastifyInstance } from "fastify";

const strictText = new TextDecoder("utf-8", { fatal: true });

/**
 * JSON is the one type of body there is, beside uploads. Bytes that are not UTF-8 are refused rather than replaced,
 * an empty body counts as none, and `__proto__` keys are refused.
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
      parseJson(request, strictText.decode(bytes), (error, value) => {
        if (error) done(malformed(error));
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
