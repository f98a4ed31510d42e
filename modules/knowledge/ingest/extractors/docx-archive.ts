import { strToU8, zipSync } from "fflate";
import { ExtractionError } from "../extraction-error.ts";
import { openOfficePackage } from "./office-package.ts";

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
 * Opens a DOCX without trusting it: see `openOfficePackage`.
 * @throws ExtractionError `password_protected`, `too_large_when_unpacked`, `file_damaged`
 */
export function openDocxArchive(bytes: Uint8Array): DocxArchive {
  const { paths, hasMedia, xml } = openOfficePackage(bytes, (path) => textParts.test(path) && !neverRead.test(path));
  const parts = new Map(paths.map((path) => [path, xml(path)]));
  if (![...parts.keys()].some((path) => /^word\/[^/]+\.xml$/i.test(path))) throw new ExtractionError("file_damaged");
  return {
    parts,
    hasMedia,
    rebuild: () => zipSync(Object.fromEntries([...parts].map(([path, xml]) => [path, strToU8(xml)])), { level: 0 }),
  };
}
