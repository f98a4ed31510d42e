import { apiAddress, forwardedHeaders } from "@/forwarding.ts";

interface StreamingRequestInit extends RequestInit {
  duplex: "half";
}

/** Headers that belong to one connection and are set anew for the next. */
const connectionHeaders = ["connection", "keep-alive", "transfer-encoding", "host", "expect", "upgrade"];

/**
 * Streams an upload to the API as it arrives. Every other call is forwarded by `proxy.ts`,
 * which Next would make hold a whole file in memory and cut it off at its limit.
 */
export async function POST(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const headers = forwardedHeaders(request.headers);
  for (const name of connectionHeaders) headers.delete(name);
  const init: StreamingRequestInit = {
    method: "POST",
    headers,
    body: request.body,
    duplex: "half",
    redirect: "manual",
    cache: "no-store",
    signal: request.signal,
  };
  const answer = await fetch(apiAddress(pathname, search), init).catch(() => undefined);
  if (!answer) return unreachable();
  const answerHeaders = new Headers(answer.headers);
  for (const name of [...connectionHeaders, "content-encoding", "content-length"]) answerHeaders.delete(name);
  return new Response(answer.body, { status: answer.status, headers: answerHeaders });
}

function unreachable(): Response {
  const detail = "The server stopped reading the upload. Try again in a moment.";
  const problem = { type: "about:blank", title: "Not reachable", status: 502, code: "internal_error", detail };
  return Response.json(problem, { status: 502, headers: { "content-type": "application/problem+json" } });
}
