"use client";
import { crash as german } from "@/messages/de/crash.ts";
import { crash as english } from "@/messages/en/crash.ts";
import { languageInBrowser } from "@/messages/languages.ts";

const texts = { en: english, de: german };

/** Shown when even the layout failed: no styles, no providers, and not the texts of any page. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  const language = languageInBrowser();
  const t = texts[language];
  return (
    <html lang={language}>
      <body
        style={{ fontFamily: "system-ui, sans-serif", display: "grid", placeContent: "center", minHeight: "100vh" }}
      >
        <title>{t.title}</title>
        <h1 style={{ fontSize: "1.125rem" }}>{t.title}</h1>
        <p>{t.text}</p>
        <button type="button" onClick={reset}>
          {t.retry}
        </button>
      </body>
    </html>
  );
}
