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

/** What is only ever part of a page may load nothing by itself. */
const assetPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: repositoryRoot,
  turbopack: { root: repositoryRoot },
  transpilePackages: ["@eai/contract"],
  // Next's gzip would hold back a streamed answer until it is complete.
  compress: false,
  poweredByHeader: false,
  images: { unoptimized: true },
  experimental: {
    turbopackFileSystemCacheForBuild: true,
  },
  async headers() {
    return [
      { source: "/:path*", headers },
      { source: "/_next/static/:path*", headers: [{ key: "Content-Security-Policy", value: assetPolicy }] },
      { source: "/_next/image", headers: [{ key: "Content-Security-Policy", value: assetPolicy }] },
      { source: "/icon.svg", headers: [{ key: "Content-Security-Policy", value: assetPolicy }] },
      { source: "/pdfjs/:path*", headers: [{ key: "Content-Security-Policy", value: pdfWorkerPolicy }] },
    ];
  },
};

export default config;
