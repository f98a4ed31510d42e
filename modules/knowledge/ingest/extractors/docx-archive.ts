import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
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

/** The parts of a word-processing package that hold text, and a package rebuilt from only these. */
export interface DocxArchive {
  /** XML by path inside the package. */
  parts: Map<string, string>;
  /** Pictures and other media, which are not read. */
  hasMedia: boolean;
  /** Safe to hand to a reader: nothing but the checked parts, stored without compression; no media, no embedded objects. */
  rebuild(): Uint8Array;
}

const textParts =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|docProps\/core\.xml|word\/[^/]+\.xml|word\/_rels\/[^/]+\.rels)$/i;
const neverRead = /^word\/(?:theme|fontTable|webSettings|settings|vbaData)[^/]*\.xml$/i;

/**
 * Opens a DOCX without trusting it: entries are counted and their sizes summed before a byte is inflated, inflating can
 * never give more than an entry declared, and no part may declare a document type (and with it entities).
 * @throws ExtractionError `too_large_when_unpacked`, `file_damaged`
 */
export function openDocxArchive(bytes: Uint8Array): DocxArchive {
  const { files, hasMedia } = inflate(bytes);
  const parts = new Map<string, string>();
  for (const [path, content] of Object.entries(files)) {
    const xml = decodeXml(content);
    refuseDangerousXml(xml);
    parts.set(path, xml);
  }
  if (![...parts.keys()].some((path) => /^word\/[^/]+\.xml$/i.test(path))) throw new ExtractionError("file_damaged");
  return {
    parts,
    hasMedia,
    rebuild: () => zipSync(Object.fromEntries([...parts].map(([path, xml]) => [path, strToU8(xml)])), { level: 0 }),
  };
}

function inflate(bytes: Uint8Array): { files: Record<string, Uint8Array>; hasMedia: boolean } {
  let hasMedia = false;
  let entries = 0;
  let declared = 0;
  let read = 0;
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        entries += 1;
        hasMedia ||= name.startsWith("word/media/");
        declared += originalSize;
        const isBomb = originalSize > limits.suspiciousBytes && originalSize > size * limits.suspiciousRatio;
        const isRead = textParts.test(name) && !neverRead.test(name);
        if (isRead) read += originalSize;
        if (isBomb || entries > limits.entries || declared > limits.declaredBytes || read > limits.readBytes) {
          throw new ExtractionError("too_large_when_unpacked");
        }
        return isRead;
      },
    });
    return { files, hasMedia };
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
      "The document declares XML entities, which no word processor does. Save it again and upload that.",
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
