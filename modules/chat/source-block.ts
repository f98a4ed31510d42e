/** A passage as the model sees it. `number` is what `[n]` in the answer refers to. */
export interface Source {
  number: number;
  documentName: string;
  pageFrom: number | null;
  pageTo: number | null;
  headingPath: readonly string[];
  text: string;
}

const opening = "<sources>\n";
const closing = "</sources>";
const entry =
  /<source number="(\d+)" document="([^"<>]*)"(?: pages="(\d*)-(\d*)")?(?: heading="([^"<>]*)")?>\n([\s\S]*?)\n<\/source>\n/g;

/**
 * Writes the retrieved passages into the text of the first system message.
 * Names, headings and passages come from documents and may be hostile: whatever looks like one of our tags is escaped,
 * so a passage can neither close the block nor pass for another source.
 * @returns the block, or an empty string when there are no sources
 */
export function renderSourceBlock(sources: readonly Source[]): string {
  if (sources.length === 0) return "";
  return `${opening}${sources.map(renderSource).join("")}${closing}`;
}

/** Reads back what `renderSourceBlock` wrote, from anywhere in a system message; no block gives no sources. */
export function parseSourceBlock(text: string): Source[] {
  const start = text.indexOf(`${opening}<source number="`);
  const end = text.indexOf(`</source>\n${closing}`, start);
  if (start < 0 || end < 0) return [];
  const body = text.slice(start + opening.length, end + "</source>\n".length);
  return Array.from(body.matchAll(entry), ([, number, document, from, to, heading, passage]) => ({
    number: Number(number),
    documentName: unescapeAttribute(document ?? ""),
    pageFrom: from ? Number(from) : null,
    pageTo: to ? Number(to) : null,
    headingPath: heading === undefined ? [] : heading.split(" | ").map(unescapeAttribute),
    text: unescapeText(passage ?? ""),
  }));
}

function renderSource(source: Source): string {
  const pages =
    source.pageFrom === null && source.pageTo === null
      ? ""
      : ` pages="${source.pageFrom ?? ""}-${source.pageTo ?? ""}"`;
  const heading =
    source.headingPath.length === 0 ? "" : ` heading="${source.headingPath.map(escapeAttribute).join(" | ")}"`;
  const document = escapeAttribute(source.documentName);
  return `<source number="${source.number}" document="${document}"${pages}${heading}>\n${escapeText(source.text)}\n</source>\n`;
}

// Only what resembles a tag of ours is escaped, so that code and formulas reach the model as they are. Invisible
// characters and spaces between `<` and the name count as resembling: a model reads over them.
const hostile = /<(?=[\s\p{C}\\/]*source)|&(?=(?:amp;)*lt;)/giu;
const escapedText = /&((?:amp;)*)lt;/g;

function escapeText(text: string): string {
  return text.replace(hostile, (found) => (found === "<" ? "&lt;" : "&amp;"));
}

function unescapeText(text: string): string {
  return text.replace(escapedText, (_, again: string) => (again === "" ? "<" : `&${again.slice(4)}lt;`));
}

function escapeAttribute(value: string): string {
  return value.replace(/[&<>"|\p{Cc}\u2028\u2029]/gu, (character) => `&#${character.codePointAt(0)};`);
}

function unescapeAttribute(value: string): string {
  return value.replace(/&#(\d{1,5});/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
