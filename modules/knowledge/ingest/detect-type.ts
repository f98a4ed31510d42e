import { type FileHandle, open } from "node:fs/promises";
import { unzipSync } from "fflate";
import { fileTypeFromBuffer } from "file-type";
import { isActiveContent } from "./active-content.ts";
import { detectTextKind, type TextKind } from "./detect-text-type.ts";
import { decodeText, detectEncoding } from "./text-encoding.ts";

export const mediaTypes = {
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  html: "text/html",
  csv: "text/csv",
  eml: "message/rfc822",
  markdown: "text/markdown",
  text: "text/plain",
} as const;
export type DocumentMediaType = (typeof mediaTypes)[keyof typeof mediaTypes];

/** File name endings of what can be read, for a file chooser. */
export const acceptedFileEndings = [
  ".pdf",
  ".docx",
  ".pptx",
  ".xlsx",
  ".html",
  ".htm",
  ".csv",
  ".tsv",
  ".eml",
  ".md",
  ".markdown",
  ".txt",
] as const;

export interface DetectedType {
  mediaType: DocumentMediaType;
}

const sampleBytes = 65_536;
const wholeFileLimitBytes = 512 * 1024 * 1024;

const officeKinds = ["docx", "pptx", "xlsx"] as const;
type OfficeKind = (typeof officeKinds)[number];

function asType(kind: keyof typeof mediaTypes | null): DetectedType | null {
  return kind === null ? null : { mediaType: mediaTypes[kind] };
}

/**
 * What a file is, from its bytes; its name only decides between kinds of text. Reads samples of the beginning, middle
 * and end, and of a zip archive its directory.
 * @returns null for what cannot be read here: other formats, binary data, and active content that poses as text
 */
export async function detectFileType({ path, name }: { path: string; name: string }): Promise<DetectedType | null> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    if (size === 0) return null;
    const head = await readAt(file, 0, sampleBytes);
    if (isPdf(head)) return { mediaType: mediaTypes.pdf };
    if (beginsWith(head, [0x50, 0x4b, 0x03, 0x04])) return asType(await packageKind(file, head, size));
    if (beginsWith(head, [0xd0, 0xcf, 0x11, 0xe0])) {
      const named = officeKinds.find((kind) => name.toLowerCase().endsWith(`.${kind}`));
      return named && (await isEncryptedPackage(file, size)) ? { mediaType: mediaTypes[named] } : null;
    }
    return asType(await textKind(file, head, size, name));
  } finally {
    await file.close();
  }
}

/** Readers allow other bytes before the signature, within the first kilobyte; a web page there makes it a polyglot. */
function isPdf(head: Uint8Array): boolean {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 1029)).indexOf("%PDF-", 0, "latin1");
  return start === 0 || (start > 0 && !isActiveContent(Buffer.from(head.subarray(0, start)).toString("latin1")));
}

/** An Office file, by the main part in its directory; where that is cut off, by what its beginning says. */
async function packageKind(file: FileHandle, head: Uint8Array, size: number): Promise<OfficeKind | null> {
  if (size > wholeFileLimitBytes) return null;
  const kinds = new Set<OfficeKind>();
  try {
    unzipSync(await readAt(file, 0, size), {
      filter: ({ name }) => {
        if (/^word\/[^/]+\.xml$/.test(name)) kinds.add("docx");
        else if (/^ppt\/presentation\.xml$/.test(name)) kinds.add("pptx");
        else if (/^xl\/workbook\.xml$/.test(name)) kinds.add("xlsx");
        return false;
      },
    });
  } catch {
    const type = await fileTypeFromBuffer(head).catch(() => undefined);
    return officeKinds.find((kind) => mediaTypes[kind] === type?.mime) ?? null;
  }
  return officeKinds.find((kind) => kinds.has(kind)) ?? null;
}

/** Office wraps a document with a password into an OLE container with a stream of this name. */
async function isEncryptedPackage(file: FileHandle, size: number): Promise<boolean> {
  const marker = Buffer.from("EncryptedPackage", "utf16le");
  for (let offset = 0; offset < Math.min(size, wholeFileLimitBytes); offset += sampleBytes - marker.length) {
    if (Buffer.from(await readAt(file, offset, sampleBytes)).includes(marker)) return true;
  }
  return false;
}

async function textKind(file: FileHandle, head: Uint8Array, size: number, name: string): Promise<TextKind | null> {
  const encoding = detectEncoding(head);
  if (encoding === null) return null;
  const text = decodeText(head, encoding);
  if (hasManyControls(text, encoding)) return null;
  // Aligned to four bytes, so that UTF-16 and UTF-32 stay in step.
  for (const offset of [Math.floor(size / 8) * 4, Math.floor((size - sampleBytes) / 4) * 4]) {
    if (offset < sampleBytes) continue;
    if (hasManyControls(decodeText(await readAt(file, offset, sampleBytes), encoding), encoding)) return null;
  }
  return detectTextKind(text, name);
}

/** Text has next to no control characters; valid UTF-8 is sign enough to allow a few. */
function hasManyControls(text: string, encoding: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is counted
  const controls = text.match(/[\u0001-\u0008\u000e-\u001a\u001c-\u001f\u007f]/g)?.length ?? 0;
  const zeros = text.includes("\u0000") ? text.length : 0;
  return controls + zeros > text.length * (encoding === "utf-8" ? 0.02 : 0.002);
}

function beginsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
