import PostalMime, { type Address, type Email } from "postal-mime";
import { assembleDocument, type DraftBlock, type ExtractedDocument } from "../document.ts";
import { documentDate } from "../document-date.ts";
import { ExtractionError } from "../extraction-error.ts";
import { htmlContent } from "./html-blocks.ts";
import { paragraphsOf } from "./plain-text.ts";

/** Of a plain body that only says that there is an HTML one, compared with that one. */
const excuseShare = 0.25;

/**
 * A mail: its subject as title, who wrote it to whom and when, its text with what it quotes, and the names of its attachments,
 * which are not read. The plain text counts; the HTML where there is no other, or where the plain text is only an excuse.
 * @throws ExtractionError `empty_document`, `file_damaged`, `too_large_when_unpacked`
 */
export async function extractEml(bytes: Uint8Array): Promise<ExtractedDocument> {
  const mail = await PostalMime.parse(bytes, { maxNestingDepth: 50, maxRfc822NestingDepth: 3 }).catch(
    (error: unknown) => {
      throw new ExtractionError("file_damaged", undefined, { cause: error });
    },
  );
  const subject = mail.subject?.trim() || null;
  const body = bodyBlocks(mail);
  if (subject === null && body.length === 0 && mail.attachments.length === 0)
    throw new ExtractionError("empty_document");
  const title: DraftBlock[] = subject === null ? [] : [{ kind: "heading", level: 1, text: subject, page: null }];
  const datedAt = documentDate(mail.date);
  return assembleDocument([...title, ...headerBlock(mail, datedAt), ...body, ...attachmentBlock(mail)], {
    title: subject,
    pageCount: null,
    datedAt,
  });
}

function bodyBlocks(mail: Email): DraftBlock[] {
  const plain = mail.text?.trim() ?? "";
  const html = mail.html === undefined ? [] : htmlContent(mail.html).blocks;
  const htmlLength = html.reduce((sum, block) => sum + block.text.length, 0);
  if (plain === "" || (plain.length < 500 && plain.length < htmlLength * excuseShare)) return html;
  return [...paragraphsOf(plain)];
}

function headerBlock(mail: Email, datedAt: string | null): DraftBlock[] {
  const lines = [
    ["From", addresses(mail.from ? [mail.from] : [])],
    ["To", addresses(mail.to ?? [])],
    ["Cc", addresses(mail.cc ?? [])],
    ["Date", datedAt ?? mail.date ?? ""],
  ].filter(([, value]) => value !== "");
  const text = lines.map(([name, value]) => `${name}: ${value}`).join("\n");
  return text === "" ? [] : [{ kind: "paragraph", text, page: null }];
}

function attachmentBlock(mail: Email): DraftBlock[] {
  const names = mail.attachments.flatMap(({ filename }) => (filename === null ? [] : [filename]));
  return names.length === 0 ? [] : [{ kind: "paragraph", text: `Attachments: ${names.join(", ")}`, page: null }];
}

function addresses(list: readonly Address[]): string {
  return list
    .slice(0, 200)
    .map(({ name, address, group }) => {
      if (group) return `${name}: ${addresses(group)}`;
      return name && address ? `${name} <${address}>` : name || address || "";
    })
    .filter((entry) => entry !== "")
    .join(", ");
}
