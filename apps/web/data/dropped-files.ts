/** A file to upload, with the folders it stands in: `handbook/team/index.md`. */
export interface FileWithPath {
  file: File;
  /** Undefined for a file that was chosen by itself. */
  path: string | undefined;
}

/** Files of a drop, with those of its folders; hidden ones are left out. To be called before the event is over. */
export async function droppedFiles(transfer: DataTransfer): Promise<FileWithPath[]> {
  const roots = [...transfer.items]
    .filter((item) => item.kind === "file")
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found: FileWithPath[] = [];
  for (const { entry, file } of roots) {
    if (entry && isDirectory(entry)) await collect(entry, found);
    else if (file) found.push({ file, path: undefined });
  }
  return found;
}

/** Files of a folder that was chosen. */
export function chosenFiles(files: Iterable<File>): FileWithPath[] {
  return [...files]
    .map((file) => ({ file, path: file.webkitRelativePath || undefined }))
    .filter(({ path }) => !path?.split("/").some((part) => part.startsWith(".")));
}

async function collect(entry: FileSystemEntry, found: FileWithPath[]): Promise<void> {
  if (entry.name.startsWith(".")) return;
  if (isDirectory(entry)) {
    for (const child of await childrenOf(entry)) await collect(child, found);
  } else if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject)).catch(() => undefined);
    if (file) found.push({ file, path: entry.fullPath.replace(/^\//, "") });
  }
}

/** A reader gives a part at a time, at the end an empty one. */
async function childrenOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject)).catch(
      () => [],
    );
    if (part.length === 0) return children;
    children.push(...part);
  }
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
