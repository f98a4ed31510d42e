import path from "node:path";
import type { NextConfig } from "next";

const repositoryRoot = path.resolve(import.meta.dirname, "../..");

/** Sent with everything; pages also get a Content-Security-Policy with a nonce from `proxy.ts`. */
const headers = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), browsing-topics=()" },
];

/** pdf.js decodes some images with WebAssembly; its worker may do that, and reach nothing but this origin. */
const pdfWorkerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

/** It fetches the pages that are asked for, and nothing of elsewhere. */
const serviceWorkerHeaders = [
  { key: "Content-Security-Policy", value: "default-src 'none'; connect-src 'self'" },
  { key: "Cache-Control", value: "no-cache" },
];

/** What is only ever part of a page may load nothing by itself. */
const assetPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** A script may be that of a worker, which loads others: those of this origin, and reaches nothing. */
const scriptPolicy = "default-src 'none'; script-src 'self'; frame-ancestors 'none'";

const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: repositoryRoot,
  turbopack: {
    root: repositoryRoot,
    rules: { "**/contract/routes.ts": { loaders: ["./scripts/route-addresses.mjs"], as: "*.js" } },
  },
  transpilePackages: ["@eai/contract"],
  // Not for what is passed on from the API: see `no-transform` in `forwarding.ts`.
  compress: true,
  poweredByHeader: false,
  // `npm run check` does it, once for all.
  typescript: { ignoreBuildErrors: true },
  // A page that ends in `.dev.tsx` is there in development only.
  pageExtensions: ["tsx", "ts", ...(process.env.NODE_ENV === "development" ? ["dev.tsx"] : [])],
  images: { unoptimized: true },
  experimental: {
    turbopackFileSystemCacheForBuild: true,
  },
  async headers() {
    return [
      { source: "/:path*", headers },
      { source: "/_next/static/:path*", headers: [{ key: "Content-Security-Policy", value: assetPolicy }] },
      {
        source: "/_next/static/:path(.*\\.js)",
        headers: [{ key: "Content-Security-Policy", value: scriptPolicy }],
      },
      { source: "/_next/image", headers: [{ key: "Content-Security-Policy", value: assetPolicy }] },
      {
        source: "/:file(icon.svg|apple-icon.png|manifest.webmanifest)",
        headers: [{ key: "Content-Security-Policy", value: assetPolicy }],
      },
      { source: "/icons/:path*", headers: [{ key: "Content-Security-Policy", value: assetPolicy }] },
      { source: "/service-worker.js", headers: serviceWorkerHeaders },
      { source: "/pdfjs/:path*", headers: [{ key: "Content-Security-Policy", value: pdfWorkerPolicy }] },
    ];
  },
};

export default config;
