import { pino, stdTimeFunctions } from "pino";

/** Fields that hold secrets, should one ever be passed to the log at the top or one level down. */
const secretFields = ["authorization", "cookie", "set-cookie", "password", "secret", "token", "api_key", "apiKey"];

/** JSON lines on standard output: ids, counts, durations and codes, never content. */
export function createLog(level: string) {
  return pino({
    level,
    base: { process: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    messageKey: "message",
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secretFields.flatMap((name) => [`["${name}"]`, `*["${name}"]`]), censor: "[removed]" },
  });
}
