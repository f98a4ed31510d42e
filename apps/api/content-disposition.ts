/** Types a browser shows without running anything; every other is saved. */
const shownInline: Readonly<Record<string, string>> = {
  "application/pdf": "application/pdf",
  "text/plain": "text/plain; charset=utf-8",
  // Browsers save Markdown unless it is called plain text.
  "text/markdown": "text/plain; charset=utf-8",
};

export interface ContentHeaders {
  "content-type": string;
  "content-disposition": string;
  "content-security-policy": string;
}

/** How a stored original is given out, so that nothing in it runs as the platform's own page. */
export function contentHeaders(name: string, mediaType: string): ContentHeaders {
  const inlineType = shownInline[mediaType];
  return {
    "content-type": inlineType ?? mediaType,
    "content-disposition": contentDisposition(inlineType ? "inline" : "attachment", name),
    // A sandbox would keep the browser's PDF viewer from starting.
    "content-security-policy":
      mediaType === "application/pdf"
        ? "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
        : "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'",
  };
}

/** How an original is given out that is to be saved, whatever it is. */
export function attachmentHeaders(name: string, mediaType: string): ContentHeaders {
  return {
    "content-type": mediaType,
    "content-disposition": contentDisposition("attachment", name),
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
  };
}

/** RFC 6266: a plain name for old clients, and the real one in UTF-8. */
export function contentDisposition(kind: "inline" | "attachment", name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%;]/g, "_");
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
