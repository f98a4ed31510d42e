import type { IncomingMessage, ServerResponse } from "node:http";
import { listenOnLoopback, readBody } from "../listen-on-loopback.ts";
import type { EmulatedCollection } from "./collection.ts";
import { asRecord, Refusal } from "./refusal.ts";
import { answer } from "./routes.ts";

export interface QdrantEmulatorOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Left out: without a key, as Qdrant is by default. */
  apiKey?: string;
  /** May read and not write. */
  readOnlyKey?: string;
}

/** What happens to the next requests, for tests. */
export interface EmulatedTrouble {
  /** HTTP status they are answered with; 0: never answered. */
  status: number;
  /** How many of them; default all until it is changed. */
  count?: number;
  /** Only those whose path contains this. */
  path?: string;
}

export interface QdrantEmulator extends AsyncDisposable {
  url: string;
  collections: Map<string, EmulatedCollection>;
  /** Method and path of each request since the start. */
  requests: string[];
  trouble: EmulatedTrouble | null;
  close(): Promise<void>;
}

const version = "1.19.0";
const bodyLimitBytes = 32 * 1024 * 1024;
const readingPosts = /\/points(\/(query|query\/batch|scroll|count))?$/;

/**
 * Speaks as much of Qdrant's REST API as the platform uses, over real HTTP and in memory. Written after the client's types
 * and the documentation, and never compared with a real server.
 */
export async function startQdrantEmulator(options: QdrantEmulatorOptions = {}): Promise<QdrantEmulator> {
  const collections = new Map<string, EmulatedCollection>();
  const requests: string[] = [];
  const emulator: Pick<QdrantEmulator, "trouble"> = { trouble: null };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const { method = "GET" } = request;
    const url = new URL(request.url ?? "/", "http://localhost");
    requests.push(`${method} ${url.pathname}`);
    const send = (status: number, body: Record<string, unknown>, headers: Record<string, string> = {}) => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(JSON.stringify({ ...body, time: (performance.now() - startedAt) / 1000 }));
    };
    try {
      if (url.pathname === "/") return send(200, { title: "qdrant - vector search engine", version });
      if (/^\/(healthz|livez|readyz)$/.test(url.pathname)) return void response.end("healthz check passed");
      authorize(request, options, method, url.pathname);
      const status = nextTrouble(emulator, url.pathname);
      if (status === 0) return void request.resume();
      const body = await readRecord(request);
      if (status !== null) {
        throw new Refusal(status, "Service internal error: as asked", status === 429 ? { "retry-after": "1" } : {});
      }
      const path = url.pathname.split("/").filter(Boolean).map(decodeURIComponent);
      if (path[0] !== "collections") throw new Refusal(404, "");
      const result = await answer(collections, { method, path, parameters: url.searchParams, body });
      send(200, { result, status: "ok" });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      send(error.status, { status: { error: error.message } }, error.headers);
    }
  }

  const { url, close } = await listenOnLoopback(handle, options.port);
  return Object.assign(emulator, {
    url,
    collections,
    requests,
    close,
    [Symbol.asyncDispose]: close,
  });
}

function authorize(request: IncomingMessage, options: QdrantEmulatorOptions, method: string, path: string): void {
  if (options.apiKey === undefined) return;
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const key = request.headers["api-key"] ?? bearer;
  if (key === undefined) {
    throw new Refusal(401, "Must provide an API key or an Authorization bearer token");
  }
  if (key === options.apiKey) return;
  if (options.readOnlyKey === undefined || key !== options.readOnlyKey) {
    throw new Refusal(401, "Invalid API key or JWT");
  }
  if (method !== "GET" && !(method === "POST" && readingPosts.test(path))) {
    throw new Refusal(403, "Forbidden: Global manage access is required");
  }
}

/** The status to answer with instead, 0 for no answer at all; null for none of this. */
function nextTrouble(emulator: Pick<QdrantEmulator, "trouble">, path: string): number | null {
  const { trouble } = emulator;
  if (trouble === null || (trouble.path !== undefined && !path.includes(trouble.path))) return null;
  if (trouble.count !== undefined) {
    emulator.trouble = trouble.count > 1 ? { ...trouble, count: trouble.count - 1 } : null;
  }
  return trouble.status;
}

async function readRecord(request: IncomingMessage): Promise<Record<string, unknown>> {
  const body = await readBody(request);
  if (body.length > bodyLimitBytes) {
    throw new Refusal(413, `JSON payload has exceeded limit (${bodyLimitBytes} bytes).`);
  }
  if (body.length === 0) return {};
  try {
    return asRecord(JSON.parse(body.toString("utf8")));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(400, "Format error in JSON body");
  }
}
