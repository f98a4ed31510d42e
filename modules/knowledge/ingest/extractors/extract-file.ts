import type { DocumentMediaType } from "../detect-type.ts";
import type { ExtractedDocument } from "../document.ts";
import type { Recognition } from "./pdf-recognition.ts";

/**
 * Reads a file by its media type. A reader is loaded when it is first needed. Runs inside the extraction process only.
 * @param recognition of text in pictures; left out, they are not read
 * @throws ExtractionError for what cannot be read
 */
export async function extractFile(
  bytes: Uint8Array,
  mediaType: DocumentMediaType,
  recognition?: Recognition,
): Promise<ExtractedDocument> {
  switch (mediaType) {
    case "application/pdf":
      return (await import("./pdf.ts")).extractPdf(bytes, recognition);
    case "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
      return (await import("./docx.ts")).extractDocx(bytes);
    case "application/vnd.openxmlformats-officedocument.presentationml.presentation":
      return (await import("./pptx.ts")).extractPptx(bytes);
    case "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":
      return (await import("./xlsx.ts")).extractXlsx(bytes);
    case "text/html":
      return (await import("./html.ts")).extractHtml(bytes);
    case "text/csv":
      return (await import("./csv.ts")).extractCsv(bytes);
    case "message/rfc822":
      return (await import("./eml.ts")).extractEml(bytes);
    case "text/markdown":
      return (await import("./markdown.ts")).extractMarkdown(bytes);
    case "text/plain":
      return (await import("./plain-text.ts")).extractPlainText(bytes);
    default:
      return mediaType satisfies never;
  }
}
