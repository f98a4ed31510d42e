import type { Citation } from "@eai/contract";
import type { Messages } from "@/messages/messages.ts";
import { placeOf } from "./citation-place.ts";

export type CopyFormat = "markdown" | "plain" | "text";

interface CopiedAnswer {
  text: string;
  citations: ReadonlyMap<number, Citation>;
}

/** Outside code: there `[1]` is an index. */
const codeOrMarker = /(```[\s\S]*?(?:```|$)|`[^`\n]*`)|\[\^?(\d{1,3})\]/g;

/**
 * An answer to take elsewhere.
 * @param format `markdown` and `plain` with a numbered list of the sources that are cited, `text` without any number
 * @param origin of this page: links to sources must work from anywhere
 */
export function copiedAnswer(
  { text, citations }: CopiedAnswer,
  format: CopyFormat,
  origin: string,
  t: Messages,
): string {
  if (format === "text") return plainOf(withoutMarkers(text)).trim();
  const cited = citedIn(text, citations);
  const body = format === "markdown" ? text.trim() : plainOf(text).trim();
  if (cited.length === 0) return body;
  const heading = format === "markdown" ? `**${t.citations.title}**` : `${t.citations.title}:`;
  const line = format === "markdown" ? markdownSource : plainSource;
  return `${body}\n\n${heading}\n\n${cited.map((citation) => line(citation, origin, t)).join("\n")}\n`;
}

function citedIn(text: string, citations: ReadonlyMap<number, Citation>): Citation[] {
  const numbers = new Set<number>();
  for (const [, code, number] of text.matchAll(codeOrMarker)) if (code === undefined) numbers.add(Number(number));
  return [...numbers].toSorted((one, other) => one - other).flatMap((number) => citations.get(number) ?? []);
}

function withoutMarkers(text: string): string {
  return text
    .replace(/(```[\s\S]*?(?:```|$)|`[^`\n]*`)|[ \t]?\[\^?\d{1,3}\]/g, (_, code: string | undefined) => code ?? "")
    .replace(/[ \t]+$/gm, "");
}

function detailsOf(citation: Citation, t: Messages): string {
  return [placeOf(citation, t), ...citation.heading_path].filter(Boolean).join(" › ");
}

/** Its own number, not that of the list: Markdown would count 1, 2, 3. */
function markdownSource(citation: Citation, origin: string, t: Messages): string {
  if (!citation.available) return `- \\[${citation.number}\\] ${t.citations.unavailableName}`;
  const name = citation.document_name.replace(/[\\[\]]/g, "\\$&");
  const details = detailsOf(citation, t);
  return `- \\[${citation.number}\\] [${name}](<${origin}${citation.link}>)${details && `, ${details}`}`;
}

function plainSource(citation: Citation, origin: string, t: Messages): string {
  if (!citation.available) return `[${citation.number}] ${t.citations.unavailableName}`;
  const details = detailsOf(citation, t);
  return `[${citation.number}] ${citation.document_name}${details && `, ${details}`}: ${origin}${citation.link}`;
}

/** Markdown without its signs; code keeps its own. */
function plainOf(markdown: string): string {
  return markdown
    .split(/(```[\s\S]*?(?:```|$))/)
    .map((part, index) => (index % 2 === 1 ? part.replace(/^```[^\n]*\n?|\n?```$/g, "") : plainProse(part)))
    .join("");
}

function plainProse(text: string): string {
  return text
    .replace(
      /!?\[([^\]\n]+)\]\((?:<([^>]*)>|([^)\s]*))[^)]*\)/g,
      (_, label: string, inside?: string, plain?: string) =>
        label === (inside ?? plain) ? label : `${label} (${inside ?? plain ?? ""})`,
    )
    .replace(/\[\^(\d{1,3})\]/g, "[$1]")
    .replace(/^ {0,3}#{1,6}\s+/gm, "")
    .replace(/^ {0,3}>\s?/gm, "")
    .replace(/^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\n/gm, "")
    .replace(/^[ \t]*\|(.*)\|[ \t]*$/gm, (_, cells: string) =>
      cells
        .split("|")
        .map((cell) => cell.trim())
        .join("\t"),
    )
    .replace(/(\*\*|__)(?=\S)([\s\S]*?\S)\1/g, "$2")
    .replace(/(?<![\w*])\*(?=\S)([^*\n]*\S)\*(?![\w*])/g, "$1")
    .replace(/`([^`\n]*)`/g, "$1");
}
