/**
 * What of an error may be logged: names, codes and the stack, but no message that repeats data. Drizzle's message
 * holds the parameters of the query, PostgreSQL's detail the values of the row.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const causes: Record<string, unknown>[] = [];
  for (let current: unknown = error; current instanceof Error && causes.length < 5; current = current.cause) {
    const { code, constraint } = current as { code?: unknown; constraint?: unknown };
    causes.push({
      name: current.name,
      message: safeMessage(current),
      ...(code === undefined ? {} : { code }),
      ...(constraint === undefined ? {} : { constraint }),
    });
  }
  const [first, ...rest] = causes;
  return { error: { ...first, stack: framesOf(error) }, ...(rest.length > 0 ? { causes: rest } : {}) };
}

function safeMessage(error: Error): string {
  if (!error.message.startsWith("Failed query:")) return error.message.slice(0, 500);
  const [query = ""] = error.message.split("\nparams:");
  return query.slice(0, 500);
}

function framesOf(error: Error): string[] {
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return frames.slice(0, 12).map((line) => line.trim());
}
