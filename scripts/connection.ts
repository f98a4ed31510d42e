/** How a script reaches the platform: its address, and an API key. */
export interface Connection {
  url: string;
  apiKey: string;
}

/** For `parseArgs`. */
export const connectionOptions = { "api-key": { type: "string" }, url: { type: "string" } } as const;

/** What they mean, for the usage. */
export const connectionUsage = `\
  --api-key <key>            else EAI_API_KEY: one that may write knowledge (Settings, API keys)
  --url <address>            else API_URL, else http://127.0.0.1:8000`;

/**
 * Reads the options `--url` and `--api-key`, and the variables in their place.
 * @throws Error that says what to give
 */
export function readConnection(given: { "api-key"?: string | undefined; url?: string | undefined }): Connection {
  const apiKey = given["api-key"] ?? process.env.EAI_API_KEY;
  if (!apiKey) {
    throw new Error(
      "There is no API key. Make one on the page Settings, API keys, and set EAI_API_KEY to it, or give --api-key.",
    );
  }
  const address = given.url ?? process.env.API_URL ?? "http://127.0.0.1:8000";
  if (!/^https?:$/.test(URL.parse(address)?.protocol ?? "")) {
    throw new Error(`"${address}" is not an address. Give --url (or API_URL) as in http://127.0.0.1:8000.`);
  }
  return { url: address.replace(/\/+$/, ""), apiKey };
}

/** What to say when nothing answers there. */
export function unreachable(url: string, error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const why = cause instanceof Error ? cause.message || ("code" in cause ? String(cause.code) : cause.name) : cause;
  return `${url} cannot be reached (${why}). Start the platform, or give the address of its API with --url or API_URL.`;
}
