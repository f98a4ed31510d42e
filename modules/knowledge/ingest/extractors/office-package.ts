import { strFromU8, unzipSync } from "fflate";
import { ExtractionError } from "../extraction-error.ts";
import { readXml } from "./read-xml.ts";

const limits = {
  entries: 5_000,
  /** Of all parts that are read, inflated. */
  readBytes: 96 * 1024 * 1024,
  /** Of everything the archive says it holds. */
  declaredBytes: 768 * 1024 * 1024,
  /** A single part above this size that inflates more than so many times is a bomb, wherever it lies. */
  suspiciousBytes: 32 * 1024 * 1024,
  suspiciousRatio: 150,
  nesting: 400,
  /** Letters written as numbers: a slow reader takes long over millions of them. */
  characterReferences: 2_000_000,
};

/** The parts of an Office file (a zip archive by the Open Packaging Conventions) that are to be read. */
export interface OfficePackage {
  /** Of the parts that are read, as the archive names them. */
  paths: readonly string[];
  /** Pictures and other media, which are not read. */
  hasMedia: boolean;
  /**
   * The XML of a part, checked; empty where there is none. Decoded anew each time, so that one part at a time is in memory.
   * @throws ExtractionError `too_large_when_unpacked`, `file_damaged`
   */
  xml(path: string): string;
}

/**
 * Opens an Office file without trusting it: entries are counted and their sizes summed before a byte is inflated, inflating
 * can never give more than an entry declared, and no part may declare a document type (and with it entities).
 * @param isRead which parts are inflated
 * @throws ExtractionError `password_protected`, `too_large_when_unpacked`, `file_damaged`
 */
export function openOfficePackage(bytes: Uint8Array, isRead: (path: string) => boolean): OfficePackage {
  // With a password Office wraps the file into an OLE container.
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf) throw new ExtractionError("password_protected");
  const { files, hasMedia } = inflate(bytes, isRead);
  return {
    paths: [...files.keys()],
    hasMedia,
    xml: (path) => {
      const content = files.get(path);
      if (content === undefined) return "";
      const xml = decodeXml(content);
      refuseDangerousXml(xml);
      return xml;
    },
  };
}

function inflate(
  bytes: Uint8Array,
  isReadPath: (path: string) => boolean,
): { files: Map<string, Uint8Array>; hasMedia: boolean } {
  let hasMedia = false;
  let entries = 0;
  let declared = 0;
  let read = 0;
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        entries += 1;
        hasMedia ||= /^(?:word|ppt|xl)\/media\//.test(name);
        declared += originalSize;
        const isBomb = originalSize > limits.suspiciousBytes && originalSize > size * limits.suspiciousRatio;
        const isRead = isReadPath(name);
        if (isRead) read += originalSize;
        if (isBomb || entries > limits.entries || declared > limits.declaredBytes || read > limits.readBytes) {
          throw new ExtractionError("too_large_when_unpacked");
        }
        return isRead;
      },
    });
    return { files: new Map(Object.entries(files)), hasMedia };
  } catch (error) {
    if (error instanceof ExtractionError) throw error;
    throw new ExtractionError("file_damaged", undefined, { cause: error });
  }
}

function decodeXml(content: Uint8Array): string {
  const [first, second] = content;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(content);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(content);
  return strFromU8(content).replace(/^\ufeff/, "");
}

/** Entities need a document type, which Office never writes; nesting this deep would exhaust a recursive reader. */
function refuseDangerousXml(xml: string): void {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml)) {
    throw new ExtractionError(
      "file_damaged",
      "The document declares XML entities, which no office program does. Save it again and upload that.",
    );
  }
  let depth = 0;
  let references = 0;
  readXml(xml, {
    open: () => {
      depth += 1;
      if (depth > limits.nesting)
        throw new ExtractionError(
          "file_damaged",
          "The document is nested too deeply to be read. Save it again and upload that.",
        );
    },
    close: () => {
      depth -= 1;
    },
    text: (raw) => {
      if (!raw.includes("&#")) return;
      references += raw.match(/&#/g)?.length ?? 0;
      if (references > limits.characterReferences) throw new ExtractionError("too_large_when_unpacked");
    },
  });
  // Cut off: the archive was, or an entry holds more than it declared.
  if (depth !== 0) throw new ExtractionError("file_damaged");
}
