/** Headers that must not reach the API from a browser: a developer's bypass, and Next's own internal ones. */
const strippedHeaders = ["x-dev-bypass", "x-middleware-subrequest"];

/** Where a request to `/api/…` goes; read at run time, so that one build serves every installation. */
export function apiAddress(path: string, search: string): URL {
  return new URL(path + search, process.env.API_URL ?? "http://127.0.0.1:8000");
}

/** The headers of a browser's request that may be passed on to the API. */
export function forwardedHeaders(original: Headers): Headers {
  const headers = new Headers(original);
  for (const name of strippedHeaders) headers.delete(name);
  return headers;
}
