type Header = { key: string; value: string };

/** Sent with everything; pages also get a Content-Security-Policy with a nonce from `proxy.ts`. */
export const commonHeaders: Header[] = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), browsing-topics=()" },
];

/** What is only ever part of a page may load nothing by itself. */
export const assetPolicy: Header = {
  key: "Content-Security-Policy",
  value: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
};

/** A script may be that of a worker, which loads others: those of this origin, and reaches nothing. */
export const scriptPolicy: Header = {
  key: "Content-Security-Policy",
  value: "default-src 'none'; script-src 'self'; frame-ancestors 'none'",
};
