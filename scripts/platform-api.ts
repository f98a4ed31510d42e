import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, type Client, createClient } from "@eai/contract/client";

/** Options of every command that talks to the running platform, for `parseArgs`. */
export const apiOptions = { "api-key": { type: "string" }, url: { type: "string" } } as const;

/** What they mean, for the usage. */
export const apiUsage = `\
  --api-key <key>            else EAI_API_KEY: one that may write knowledge (Settings, API keys)
  --url <address>            else API_URL, else http://127.0.0.1:8000`;

/** The platform over HTTP. Reading waits where patience is asked for, and tries again what broke; writing does not. */
export interface PlatformApi {
  client: Client;
  url: string;
  apiKey: string;
  /** Sends with the same patience what does no harm twice. @throws ApiError when nothing was reached */
  patiently(send: () => Promise<Response>): Promise<Response>;
}

const triesAtMost = 8;
const longestWaitSeconds = 120;

/** @returns null without an API key */
export function openPlatformApi(values: {
  "api-key"?: string | undefined;
  url?: string | undefined;
}): PlatformApi | null {
  const apiKey = values["api-key"] ?? process.env.EAI_API_KEY;
  if (!apiKey) return null;
  const url = (values.url ?? process.env.API_URL ?? "http://127.0.0.1:8000").replace(/\/+$/, "");
  let isReached = false;

  async function reach(send: () => Promise<Response>): Promise<Response> {
    try {
      const response = await send();
      isReached = true;
      return response;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ApiError(0, "network", `${url} cannot be reached: ${reason}`);
    }
  }

  async function patiently(send: () => Promise<Response>): Promise<Response> {
    for (let tried = 1; ; tried += 1) {
      const isLast = tried >= triesAtMost;
      const response = await reach(send).catch((error: unknown) => {
        // An address where nobody ever answered is taken for a wrong one.
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
