import { readdir, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";

export interface FoundFile {
  path: string;
  /** From the folder down, with `/` on every system: the document's name. */
  name: string;
  sizeBytes: number;
}

export interface FoundFiles {
  files: FoundFile[];
  /** What was left out, and why. */
  skipped: { name: string; reason: "hidden" | "outside" | "unsupported" | "empty" | "too_large" }[];
}

interface Acceptance {
  /** `.pdf`, `.md`, … */
  endings: readonly string[];
  limitBytes: number;
}

/**
 * All files of a folder that can be ingested, in the order of their names. Hidden files and folders are left out, and
 * links that lead out of the folder or to where the walk has been already.
 * @throws Error for what is no folder
 */
export async function walkFolder(folder: string, { endings, limitBytes }: Acceptance): Promise<FoundFiles> {
  const root = await realpath(folder).catch(() => folder);
  const isFolder = await stat(root).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new Error(`${folder} is no folder. Give the folder whose files are to be brought in.`);
  const seen = new Set<string>();
  const files: FoundFile[] = [];
  const skipped: FoundFiles["skipped"] = [];

  async function visit(directory: string): Promise<void> {
    const entries = await readdir(directory, { withFileTypes: true });
    for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
      const path = join(directory, entry.name);
      const name = relative(root, path).split(sep).join("/");
      if (entry.name.startsWith(".")) {
        skipped.push({ name, reason: "hidden" });
        continue;
      }
      const real = await realpath(path).catch(() => undefined);
      if (real === undefined || !isInside(root, real)) {
        skipped.push({ name, reason: "outside" });
        continue;
      }
      const found = await stat(real);
      if (found.isDirectory()) {
        if (seen.has(real)) continue;
        seen.add(real);
        await visit(path);
      } else if (found.isFile()) {
        const reason = reasonAgainst(name, found.size);
        if (reason === undefined) files.push({ path, name, sizeBytes: found.size });
        else skipped.push({ name, reason });
      }
    }
  }

  function reasonAgainst(name: string, sizeBytes: number): "unsupported" | "empty" | "too_large" | undefined {
    if (!endings.some((ending) => name.toLowerCase().endsWith(ending.toLowerCase()))) return "unsupported";
    if (sizeBytes === 0) return "empty";
    return sizeBytes > limitBytes ? "too_large" : undefined;
  }

  seen.add(root);
  await visit(root);
  return { files, skipped };
}

function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}
