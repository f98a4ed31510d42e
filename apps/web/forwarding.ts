import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";

/** Headers that must not reach the API from a browser: a developer's bypass, and Next's own internal ones. */
const strippedHeaders = ["x-dev-bypass", "x-middleware-subrequest"];

/** Headers that belong to one connection and are set anew for the next. */
const connectionHeaders = [
  "connection",
  "keep-alive",
  "transfer-encoding",
  "host",
  "expect",
  "upgrade",
  "te",
  "trailer",
];

/** Answers that have no body. */
const emptyStatuses = [204, 205, 304];

/** Where something of the API is; read at run time, so that one build serves every installation. */
export function apiAddress(pathAndQuery: string): URL {
  return new URL(pathAndQuery, process.env.API_URL ?? "http://127.0.0.1:8000");
}

/** The headers of a browser's request that may be passed on to the API. */
export function forwardedHeaders(original: Headers): Headers {
  const headers = new Headers(original);
  for (const name of [...strippedHeaders, ...connectionHeaders]) headers.delete(name);
  return headers;
}

/**
 * Passes a request on to the API and its answer back, both as they arrive: a streamed answer is not held back, an
 * upload is not held in memory, and one that is refused half-way gets its answer.
 * @returns the API's answer; a 502 problem when there is none
 */
export async function forward(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const address = apiAddress(pathname + search);
  const headers = Object.fromEntries(forwardedHeaders(request.headers));
  const send = address.protocol === "https:" ? requestHttps : requestHttp;
  const outgoing = send(address, { method: request.method, headers, signal: request.signal });
  try {
    return toResponse(await exchange(outgoing, request.body));
  } catch {
    return unreachable();
  }
}

function exchange(outgoing: ClientRequest, body: Request["body"]): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once("response", resolve);
    // After the answer has begun, an error (the API stopped reading) shows in the answer's own stream.
    outgoing.on("error", reject);
    if (!body) {
      outgoing.end();
      return;
    }
    const source = Readable.fromWeb(body as NodeReadableStream);
    source.on("error", (error) => outgoing.destroy(error));
    source.pipe(outgoing);
  });
}

function toResponse(answer: IncomingMessage): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headersDistinct)) {
    if (connectionHeaders.includes(name)) continue;
    for (const entry of value ?? []) headers.append(name, entry);
  }
  headers.set("cache-control", untransformed(headers.get("cache-control")));
  const status = answer.statusCode ?? 502;
  if (emptyStatuses.includes(status)) {
    answer.resume();
    return new Response(null, { status, headers });
  }
  return new Response(Readable.toWeb(answer) as unknown as ReadableStream, { status, headers });
}

/** Pages and scripts are sent compressed; an answer of the API is passed on as it arrives, since that would hold it back. */
function untransformed(cacheControl: string | null): string {
  return [cacheControl, "no-transform"].filter(Boolean).join(", ");
}

function unreachable(): Response {
  const detail = "The server cannot be reached. It may be starting; try again in a moment.";
  const headers = {
    "cache-control": untransformed("no-store"),
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  };
  return Response.json({ title: "The server cannot be reached", status: 502, detail }, { status: 502, headers });
}
