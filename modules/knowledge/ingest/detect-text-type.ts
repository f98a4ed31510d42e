import { isActiveContent } from "./active-content.ts";
import { sniffDelimiter } from "./sniff-delimiter.ts";

export type TextKind = "html" | "csv" | "eml" | "markdown" | "text";

const htmlName = /\.html?$/i;
const csvName = /\.(?:csv|tsv|tab)$/i;
const emlName = /\.eml$/i;
const markdownName = /\.(?:md|markdown|mdown|mkdn?)$/i;

/**
 * Which kind of text a file is, by how it begins. Kinds that share their bytes are told apart by the file's name: a web page
 * is one only where it says so, and what begins like a page under another name poses as something it is not.
 * @param head the decoded beginning of the file
 * @returns null for active content: SVG and other XML, RTF, PostScript, scripts, and web pages under another name
 */
export function detectTextKind(head: string, name: string): TextKind | null {
  const isActive = isActiveContent(head);
  if (htmlName.test(name) && hasTags(head)) return isActive && !isWebPage(head) ? null : "html";
  if (isActive) return null;
  if (isMail(head, emlName.test(name))) return "eml";
  if (markdownName.test(name)) return "markdown";
  if (csvName.test(name) || isPlainlyCsv(head)) return "csv";
  return "text";
}

function hasTags(head: string): boolean {
  return /<(?:!doctype\s|!--|\?xml|\/?[a-z][a-z0-9]{0,20}[\s>/])/i.test(head);
}

/** What may stand before the first element: declarations, comments, processing instructions. */
const prologue = /\s*(?:<!--[\s\S]{0,20000}?-->|<\?xml[^>]{0,2000}\?>|<!doctype[^>]{0,2000}>)?/iy;

/** Its first element is one of HTML: not SVG or another XML that a browser would run all the same. */
function isWebPage(head: string): boolean {
  const doctype = /<!doctype\s+([a-z]+)/i.exec(head.slice(0, 5000))?.[1];
  if (doctype !== undefined && doctype.toLowerCase() !== "html") return false;
  let offset = head.startsWith("\ufeff") ? 1 : 0;
  for (let round = 0; round < 50; round += 1) {
    prologue.lastIndex = offset;
    prologue.test(head);
    if (prologue.lastIndex === offset) break;
    offset = prologue.lastIndex;
  }
  const first = /^<([a-z][a-z0-9:-]{0,40})/i.exec(head.slice(offset, offset + 60))?.[1]?.toLowerCase();
  return first === undefined ? doctype !== undefined : htmlFirstElements.has(first);
}

const htmlFirstElements = new Set(
  (
    "html head body title meta base link style script frameset iframe div p span a b i em strong h1 h2 h3 h4 h5 h6 table ul ol dl " +
    "main article section header footer nav aside center font pre blockquote form img br hr"
  ).split(" "),
);

const headerLine = /^([!-9;-~]{1,76}):(?:[ \t]|$)/;
const onlyInMail = new Set(["received", "message-id", "mime-version", "return-path", "dkim-signature"]);

/** The head of a mail (RFC 5322): header lines up to an empty one. Named as mail, fewer signs are enough. */
function isMail(head: string, isNamedMail: boolean): boolean {
  const names = new Set<string>();
  const lines = head.slice(0, 65_536).split(/\r\n?|\n/);
  for (const [index, line] of lines.entries()) {
    if (line === "") break;
    if (/^[ \t]/.test(line) && index > 0) continue;
    if (index === 0 && line.startsWith("From ")) continue;
    const field = headerLine.exec(line)?.[1];
    if (field === undefined) return false;
    names.add(field.toLowerCase());
  }
  if (isNamedMail) return names.has("from") || names.has("subject") || names.has("received");
  return names.has("from") && names.has("date") && [...onlyInMail].filter((name) => names.has(name)).length >= 2;
}

/** A table beyond doubt, whatever it is called: many lines, each with the same number of the same separator. */
function isPlainlyCsv(head: string): boolean {
  if (/^\s*[[{<#|]/.test(head)) return false;
  const found = sniffDelimiter(head);
  return found !== null && found.delimiter !== "|" && found.columns >= 3 && found.records >= 5 && found.share === 1;
}
