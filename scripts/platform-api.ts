import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, type Client, createClient } from "@eai/contract/client";
import { type Connection, unreachable } from "./connection.ts";

/** The platform over HTTP. Reading waits where patience is asked for, and tries again what broke; writing does not. */
export interface PlatformApi extends Connection {
  client: Client;
  /** Sends with the same patience what does no harm twice. @throws ApiError when nothing was reached */
  patiently(send: () => Promise<Response>): Promise<Response>;
}

const triesAtMost = 8;
const longestWaitSeconds = 120;

/** Asks nothing yet. */
export function openPlatformApi({ url, apiKey }: Connection): PlatformApi {
  let isReached = false;

  async function reach(send: () => Promise<Response>): Promise<Response> {
    try {
      const response = await send();
      isReached = true;
      return response;
    } catch (error) {
      throw new ApiError(0, "network", unreachable(url, error));
    }
  }

  async function patiently(send: () => Promise<Response>): Promise<Response> {
    for (let tried = 1; ; tried += 1) {
      const isLast = tried >= triesAtMost;
      const response = await reach(send).catch((error: unknown) => {
        // A wrong address is said at once; a platform that was there may be starting again.
        if (isLast || !isReached) throw error;
        return undefined;
      });
      const isPassing = response === undefined || response.status === 429 || response.status >= 500;
      if (response !== undefined && (isLast || !isPassing)) return response;
      await response?.body?.cancel();
      const asked = Number(response?.headers.get("retry-after")) || 2 ** (tried - 1) / 2;
      await sleep(1000 * Math.min(asked, longestWaitSeconds));
    }
  }

  const client = createClient({
    baseUrl: url,
    headers: { authorization: `Bearer ${apiKey}` },
    fetch: (address, init) => {
      const send = () => fetch(address, init);
      return init?.method === "GET" ? patiently(send) : reach(send);
    },
  });
  return { client, url, apiKey, patiently };
}

/** The entries of all pages of a list, in order. */
export async function* allEntries<Entry>(
  readPage: (query: { limit: number; cursor?: string }) => Promise<{ data: Entry[]; next_cursor: string | null }>,
): AsyncGenerator<Entry> {
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page = await readPage({ limit: 200, ...(cursor && { cursor }) });
    yield* page.data;
    cursor = page.next_cursor;
  }
}
