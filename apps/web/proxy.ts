import { type NextRequest, NextResponse } from "next/server";
import { apiAddress, forwardedHeaders } from "./forwarding.ts";

/** Next keeps the body of a proxied request in memory and cuts it off here; a longer one is refused instead. */
const bodyLimitBytes = 10 * 1024 * 1024;

/**
 * Runs before every page and every API call. API calls are forwarded to `API_URL`; pages get a Content-Security-Policy.
 * Uploads (multipart) are not matched: `app/api/[...path]/route.ts` streams them without holding them in memory.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const headers = forwardedHeaders(request.headers);
  if (pathname.startsWith("/api/")) {
    if (Number(request.headers.get("content-length") ?? 0) > bodyLimitBytes) return tooLarge();
    return NextResponse.rewrite(apiAddress(pathname, search), { request: { headers } });
  }
  const policy = contentSecurityPolicy(crypto.randomUUID().replaceAll("-", ""));
  // Next reads the nonce from this request header and puts it on its own scripts.
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

function contentSecurityPolicy(nonce: string): string {
  const development = process.env.NODE_ENV === "development";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function tooLarge(): NextResponse {
  return NextResponse.json(
    {
      type: "about:blank",
      title: "Too large",
      status: 413,
      code: "payload_too_large",
      detail: "The request is too large.",
    },
    { status: 413, headers: { "content-type": "application/problem+json" } },
  );
}

export const config = {
  matcher: [
    {
      source: "/((?!_next/static|_next/image|pdfjs/|icon.svg).*)",
      missing: [{ type: "header", key: "content-type", value: "multipart/form-data.*" }],
    },
  ],
};
