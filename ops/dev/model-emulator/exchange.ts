import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { readBody } from "../listen-on-loopback.ts";
import type { Barrier } from "./barrier.ts";
import type { WireError } from "./errors.ts";
import type { JournalEntry } from "./journal.ts";
import type { Scenario } from "./scenarios.ts";

/** Which of the imitated APIs a request came to; `azure` adds filter results and its own headers. */
export type Flavour = "azure" | "openai";

/** One request being answered. */
export interface Exchange {
  response: ServerResponse;
  flavour: Flavour;
  /** Also the name of the model in the answer. */
  deployment: string;
  /** What stands behind the deployment. */
  model: string;
  region: string;
  scenario: Scenario;
  barrier: Barrier;
  journal: JournalEntry;
  /** Aborts when the client is gone. */
  signal: AbortSignal;
  headers: Record<string, string>;
}

export async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = (await readBody(request)).toString("utf8");
  return text === "" ? undefined : JSON.parse(text);
}

export function sendJson(
  exchange: Exchange,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const { response, journal } = exchange;
  journal.status = status;
  response.writeHead(status, { "content-type": "application/json", ...exchange.headers, ...headers });
  response.end(JSON.stringify(body));
}

export function sendError(exchange: Exchange, error: WireError): void {
  exchange.journal.errorCode = error.code;
  sendJson(exchange, error.status, error.body, error.headers);
}

/** Opens an event stream and sends what it is given, with respect for a slow reader. */
export function openEventStream(exchange: Exchange) {
  const { response, journal } = exchange;
  journal.status = 200;
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache", ...exchange.headers });
  response.flushHeaders();
  return {
    async send(event: string | Buffer): Promise<void> {
      for (const piece of pieces(Buffer.from(event), exchange.scenario.bytesPerWrite)) {
        if (response.write(piece) || exchange.signal.aborted) continue;
        await once(response, "drain", { signal: exchange.signal }).catch(() => {});
      }
    },
    end() {
      response.end();
    },
  };
}

function* pieces(bytes: Buffer, length = bytes.length): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
}

/** Drops the connection, as a network does, but after what was written has arrived. */
export async function cut({ response, journal, signal }: Exchange): Promise<void> {
  journal.outcome = "cut";
  await pause(30, signal);
  response.socket?.destroy();
}

/** Waits; a client that goes away ends the wait. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0) return;
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
}
