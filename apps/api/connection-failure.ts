const networkCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
]);

const messages =
  /timeout exceeded when trying to connect|Connection terminated|is not queryable|Query read timeout|the database (is closed|thread stopped)|Cannot use a pool after calling end/i;

/**
 * True when the database was not there, as against a query it refused. PostgreSQL's classes 08 (connection),
 * 57P (shutdown), 53300 (too many connections) and 57014 (statement took too long) count as not there.
 */
export function isConnectionFailure(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code, syscall } = current as { code?: unknown; syscall?: unknown };
    if (typeof code === "string") {
      if (/^(08|57P)/.test(code) || code === "53300" || code === "57014") return true;
      if (networkCodes.has(code) && syscall !== undefined) return true;
    }
    if (messages.test(current.message) && !isQueryText(current)) return true;
    if (current instanceof AggregateError && current.errors.some(isConnectionFailure)) return true;
  }
  return false;
}

/** Drizzle's message repeats the query and its parameters, which may hold any words. */
function isQueryText(error: Error): boolean {
  return error.message.startsWith("Failed query:");
}
