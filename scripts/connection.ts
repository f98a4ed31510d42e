import { ApiError, type Client, createClient } from "@eai/contract/client";

/** How a script reaches the platform: its address, and an API key. */
export interface Connection {
  url: string;
  apiKey: string;
}

interface Given {
  url: string | undefined;
  apiKey: string | undefined;
}

export const connectionUsage = `  --api-key <key>            else EAI_API_KEY: one that may write knowledge (Settings, API keys)
  --url <address>            else API_URL, else http://127.0.0.1:8000`;

/**
 * Reads the options `--url` and `--api-key`, and the variables in their place.
 * @throws Error that says what to give
 */
export function readConnection({ url, apiKey = process.env.EAI_API_KEY }: Given): Connection {
  if (!apiKey) {
    throw new Error(
      "There is no API key. Make one on the page Settings, API keys, and set EAI_API_KEY to it, or give --api-key.",
    );
  }
  const address = url ?? process.env.API_URL ?? "http://127.0.0.1:8000";
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

/** The typed client of the API; what cannot be reached is said as {@link unreachable} has it. */
export function connectClient({ url, apiKey }: Connection): Client {
  return createClient({
    baseUrl: url,
    headers: { authorization: `Bearer ${apiKey}` },
    fetch: (input, init) =>
      fetch(input, init).catch((error: unknown) => {
        throw new ApiError(0, "network", unreachable(url, error));
      }),
  });
}
