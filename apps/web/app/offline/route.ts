import { createHash } from "node:crypto";
import { languageOf } from "@/messages/languages.ts";
import { catalogueOf, requestLanguage } from "@/messages/request-messages.ts";

const style = `
:root { color-scheme: light dark; font: 0.875rem/1.5 system-ui, sans-serif; background: light-dark(#f7f7f8, #0c0d0f);
  color: light-dark(#1b1d22, #eceef1); }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; }
main { max-width: 24rem; padding: 1.5rem; text-align: center; text-wrap: balance; }
svg { inline-size: 2.75rem; }
h1 { margin: 1rem 0 0.25rem; font-size: 1rem; font-weight: 600; }
p { margin: 0 0 1.25rem; color: light-dark(#54585f, #a4a8b0); }
button { font: inherit; font-weight: 500; min-height: 2.25rem; padding: 0 0.875rem; border-radius: 0.4375rem; cursor: pointer;
  border: 1px solid light-dark(#c8cbd1, #3a3e45); background: light-dark(#fff, #15171b); color: inherit; }
button:focus-visible { outline: 2px solid light-dark(#4d57d8, #8b95f5); outline-offset: 2px; }
`;

const script = `
const again = () => location.reload();
document.querySelector("button").addEventListener("click", again);
addEventListener("online", again);
`;

const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const policy = [
  "default-src 'none'",
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(script)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * What the service worker shows where a page cannot be fetched: all in one document, the same for everybody.
 * @param request may name the language: `?language=de`
 */
export async function GET(request: Request): Promise<Response> {
  const wanted = languageOf(new URL(request.url).searchParams.get("language") ?? undefined);
  const t = catalogueOf(wanted ?? (await requestLanguage()));
  const html = `<!doctype html>
<html lang="${t.language}" dir="${t.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>${t.offline.pageTitle} · ${t.product}</title>
<style>${style}</style>
</head>
<body>
<main>
<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#3d46c2"/><path d="M9 9.5h14M9 16h9" stroke="#fff" stroke-width="3" stroke-linecap="round"/><path d="M9 22.5h4.5" stroke="#fff" stroke-width="3" stroke-linecap="round" opacity=".55"/><circle cx="21.5" cy="21" r="3.5" fill="#fff"/></svg>
<h1>${t.offline.pageTitle}</h1>
<p>${t.offline.pageText}</p>
<button type="button">${t.offline.retry}</button>
</main>
<script>${script}</script>
</body>
</html>
`;
  return new Response(html, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
      "cache-control": "no-store",
    },
  });
}
