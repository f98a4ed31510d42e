import { traceIds } from "@eai/modules/kernel";
import { type DestinationStream, pino, stdTimeFunctions } from "pino";

/** Fields that hold secrets, should one ever be passed to the log at the top or one level down. */
const secretFields = ["authorization", "cookie", "set-cookie", "password", "secret", "token", "api_key", "apiKey"];

/** JSON lines: ids, counts, durations and codes, never content; with the ids of the trace they belong to. */
export function createLog(level: string, destination: DestinationStream) {
  const options = {
    level,
    base: { process: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    messageKey: "message",
    // A new object each time: pino writes the fields of the line into it.
    mixin: () => ({ ...traceIds() }),
    formatters: { level: (label: string) => ({ level: label }) },
    // At `trace` the multipart plugin logs the headers of each upload, with cookie and token.
    serializers: { busboyOptions: () => "[removed]" },
    redact: { paths: secretFields.flatMap((name) => [`["${name}"]`, `*["${name}"]`]), censor: "[removed]" },
  };
  return pino(options, destination);
}
