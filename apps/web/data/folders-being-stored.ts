import type { SessionFolder } from "@eai/contract";

/** What stores a folder that is shown already, by the id it has until then. */
const underWay = new Map<string, Promise<SessionFolder>>();
/** The id a folder was shown under first, by the one it is stored under. */
const firstIds = new Map<string, string>();

let lastId = 0;

/** An id for a folder that the server does not know yet. */
export function newFolderId(): string {
  lastId += 1;
  return `new-folder-${lastId}`;
}

/** Remembers what stores a folder; what asks for its id by `storedFolderId` waits for that. */
export function noteStoring(id: string, storing: Promise<SessionFolder>): void {
  underWay.set(id, storing);
  storing.then(
    (folder) => firstIds.set(folder.id, id),
    () => undefined,
  );
}

/** Does the server have this folder, as far as is known here? */
export function isStoredFolder(id: string): boolean {
  return !underWay.has(id);
}

/** The id under which the server has a folder, when it has it. @throws what storing the folder threw */
export async function storedFolderId(id: string): Promise<string> {
  return (await underWay.get(id))?.id ?? id;
}

/** What a folder is called on the page from its first moment on: it stays the same when the folder is stored. */
export function folderKey(id: string): string {
  return firstIds.get(id) ?? id;
}
