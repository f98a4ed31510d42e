import { readFile } from "node:fs/promises";
import { decodeText, detectEncoding } from "../../modules/knowledge/ingest/text-encoding.ts";
import type { SampleDocument } from "./document-collection.ts";

/** Names of folders that no decoder knows under that name. */
const labels: Readonly<Record<string, string>> = { maccyrillic: "x-mac-cyrillic", ascii: "utf-8", johab: "johab" };

export interface DetectedEncoding {
  name: string;
  truth: string;
  found: string | null;
  isRight: boolean;
}

/** Right is what gives the same text as the encoding that the folder names: many texts are the same in two encodings. */
export async function detectedEncoding({ path, name, encoding }: SampleDocument): Promise<DetectedEncoding> {
  const bytes = await readFile(path);
  // "windows-1250-czech": the language after the encoding is for people.
  const truth = (encoding ?? "").toLowerCase().replace(/^((?:iso-8859|windows)-\d+)-.*$/, "$1");
  const found = detectEncoding(bytes);
  return { name: `${encoding}/${name}`, truth, found, isRight: found !== null && givesSameText(bytes, found, truth) };
}

function givesSameText(bytes: Uint8Array, found: string, truth: string): boolean {
  try {
    return decodeText(bytes, found) === decodeText(bytes, labels[truth] ?? truth);
  } catch {
    return found === truth;
  }
}
