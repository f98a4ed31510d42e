import path from "node:path";
import type { NextConfig } from "next";
import { assetPolicy, commonHeaders, scriptPolicy } from "./response-headers.ts";

const repositoryRoot = path.resolve(import.meta.dirname, "../..");

/** pdf.js decodes some images with WebAssembly; its worker may do that, and reach nothing but this origin. */
const pdfWorkerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

/** It fetches the pages that are asked for, and nothing of elsewhere. */
const serviceWorkerHeaders = [
  { key: "Content-Security-Policy", value: "default-src 'none'; connect-src 'self'" },
  { key: "Cache-Control", value: "no-cache" },
];

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
      { source: "/:path*", headers: commonHeaders },
      // `scripts/run/compressed-statics.mjs` sends these too.
      { source: "/_next/static/:path*", headers: [assetPolicy] },
      { source: "/_next/static/:path(.*\\.js)", headers: [scriptPolicy] },
      { source: "/_next/image", headers: [assetPolicy] },
      {
        source: "/:file(icon.svg|apple-icon.png|manifest.webmanifest)",
        headers: [assetPolicy],
      },
      { source: "/icons/:path*", headers: [assetPolicy] },
      { source: "/service-worker.js", headers: serviceWorkerHeaders },
      { source: "/pdfjs/:path*", headers: [{ key: "Content-Security-Policy", value: pdfWorkerPolicy }] },
    ];
  },
};

export default config;
