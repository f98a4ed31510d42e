import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative } from "node:path";

export interface SampleDocument {
  path: string;
  name: string;
  /** Where it lies below the collection, at most two folders deep, and the ending of its name. */
  group: string;
  /** The folder that names its encoding, of a file below `encodings`. */
  encoding: string | null;
}

const notSamples = /(?:^|\/)(?:LICENSE|README[^/]*)$|\/groundtruth\//;

/** Every file below a folder, without licences and what is expected of the others. */
export async function sampleDocuments(folder: string): Promise<SampleDocument[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return paths
    .filter((path) => !notSamples.test(path))
    .sort()
    .map((path) => {
      const parts = relative(folder, path).split(/[\\/]/);
      const isDocling = parts[0] === "docling";
      return {
        path,
        name: basename(path),
        group: `${parts.slice(0, isDocling ? 2 : 1).join("/")} ${extname(path).toLowerCase() || "(none)"}`,
        encoding: parts[0] === "encodings" ? (parts[1] ?? null) : null,
      };
    });
}

/**
 * What Docling expects of a file, as words stand in it: its Markdown without comments, pictures and escapes; null
 * without one.
 */
export async function expectedText({ path, name }: SampleDocument): Promise<string | null> {
  if (basename(dirname(path)) !== "sources") return null;
  const folder = join(dirname(dirname(path)), "groundtruth");
  for (const candidate of [`${name}.md`, `${basename(name, extname(name))}.md`]) {
    const markdown = await readFile(join(folder, candidate), "utf8").catch(() => null);
    if (markdown !== null) return plainMarkdown(markdown);
  }
  return null;
}

/** Addresses of links and pictures are taken out of both sides: the one writes them, the other may not. */
export function plainMarkdown(markdown: string): string {
  return markdown
    .replace(/<!--[\s\S]*?-->/g, " ")
    .replace(/!\[[^\]]*\]\([^)]*\)/g, " ")
    .replace(/\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)/g, "$1")
    .replace(/\\([\\`*_{}[\]()#+\-.!|<>~])/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
