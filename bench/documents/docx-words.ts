import { strFromU8, unzipSync } from "fflate";
import mammoth from "mammoth";
import { unescapeXml } from "../../modules/knowledge/ingest/extractors/read-xml.ts";

const shownParts = /^word\/(?:document|header|footer|footnotes|endnotes)\d*\.xml$/;

/**
 * The text a DOCX holds, in the plainest way: what stands in `w:t` of the body, headers, footers and notes, the older copy
 * of what a shape says left out.
 */
export function wordsOfDocx(bytes: Uint8Array): string {
  let text = "";
  for (const [, part] of Object.entries(unzipSync(bytes, { filter: ({ name }) => shownParts.test(name) }))) {
    const xml = strFromU8(part).replace(/<mc:Fallback>[\s\S]*?<\/mc:Fallback>/g, "");
    for (const match of xml.matchAll(/<w:t(?:\s[^>]*)?>([^<]*)<\/w:t>|<\/w:p>|<w:(?:tab|br)\b[^>]*>/g)) {
      text += match[1] === undefined ? "\n" : unescapeXml(match[1]);
    }
  }
  return text;
}

/** What mammoth alone makes of it; nothing where it fails. */
export async function textOfMammoth(bytes: Uint8Array): Promise<string> {
  return mammoth.extractRawText({ buffer: Buffer.from(bytes) }).then(
    ({ value }) => value,
    () => "",
  );
}
