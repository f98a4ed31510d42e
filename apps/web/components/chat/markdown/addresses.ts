const citationPrefix = "#citation-";

/** The address that stands for a citation between parsing and drawing. */
export function citationHref(number: number): string {
  return citationPrefix + number;
}

/** The number behind such an address. */
export function citationNumberOf(href: string | undefined): number | undefined {
  if (!href?.startsWith(citationPrefix)) return undefined;
  const number = Number(href.slice(citationPrefix.length));
  return Number.isSafeInteger(number) ? number : undefined;
}

/** An absolute web or mail address as the browser understands it; undefined for everything else (scripts, own paths). */
export function webAddressOf(href: string | undefined): URL | undefined {
  if (!href || !URL.canParse(href)) return undefined;
  const url = new URL(href);
  return url.protocol === "https:" || url.protocol === "http:" || url.protocol === "mailto:" ? url : undefined;
}

/** The addresses that stand for a part of an unsupported sentence, and for its last part. */
export const unsupportedHref = "#unsupported";
export const unsupportedEndHref = "#unsupported-end";
