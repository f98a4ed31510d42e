"use client";
import { en } from "@/messages/en/index.ts";

/** Shown when even the layout failed: no styles, no providers. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang={en.language}>
      <body
        style={{ fontFamily: "system-ui, sans-serif", display: "grid", placeContent: "center", minHeight: "100vh" }}
      >
        <h1 style={{ fontSize: "1.125rem" }}>{en.errors.crashTitle}</h1>
        <p>{en.errors.crash}</p>
        <button type="button" onClick={reset}>
          {en.common.retry}
        </button>
      </body>
    </html>
  );
}
