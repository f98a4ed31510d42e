import mammoth from "mammoth";

/** The document model that mammoth hands to `transformDocument`; only what is used here. */
export interface DocxElement {
  type: string;
  children?: DocxElement[];
  value?: string;
  styleId?: string | null;
  styleName?: string | null;
  numbering?: { isOrdered: boolean; level: string | number } | null;
  breakType?: string;
  checked?: boolean;
  isHeader?: boolean;
  colSpan?: number;
  rowSpan?: number;
}

/**
 * Reads the body of a DOCX: paragraphs with styles and numbering, tables, hyperlinks. Nothing outside the package is
 * opened, and images are never read.
 */
export async function readDocxBody(archive: Uint8Array): Promise<DocxElement> {
  let body: DocxElement = { type: "document", children: [] };
  await mammoth.convertToHtml(
    { buffer: Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength) },
    {
      externalFileAccess: false,
      includeEmbeddedStyleMap: false,
      // The model is what is wanted, so what is left to write as HTML is an empty document.
      transformDocument: (document: unknown) => {
        body = asElement(document);
        return { ...body, children: [] };
      },
    },
  );
  return body;
}

function asElement(document: unknown): DocxElement {
  return document as DocxElement;
}

/** The text of a paragraph, run or cell, with its line breaks and tabs. */
export function textOf(element: DocxElement): string {
  switch (element.type) {
    case "text":
      return element.value ?? "";
    case "tab":
      return "\t";
    case "break":
      return "\n";
    case "checkbox":
      return element.checked ? "[x] " : "[ ] ";
    case "tableRow":
    case "paragraph":
      return `${childrenText(element)}\n`;
    case "tableCell":
      return `${childrenText(element)} `;
    default:
      return childrenText(element);
  }
}

function childrenText(element: DocxElement): string {
  return (element.children ?? []).map(textOf).join("");
}
