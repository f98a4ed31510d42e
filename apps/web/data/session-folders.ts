import type { SessionFolder } from "@eai/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./api.ts";
import { createBrowserStore, parseStrings } from "./browser-store.ts";
import { newFolderId, noteStoring } from "./folders-being-stored.ts";
import { changeSessions } from "./sessions.ts";

export const foldersKey = ["session-folders"];

/** The person's folders of conversations, by name. */
export function useSessionFolders() {
  return useQuery({
    queryKey: foldersKey,
    queryFn: async ({ signal }): Promise<SessionFolder[]> => (await api.call("listSessionFolders", { signal })).data,
    staleTime: 60_000,
  });
}

/** By name, as the server puts them in order. */
function sortedFolders(folders: readonly SessionFolder[]): SessionFolder[] {
  return folders.toSorted((one, other) => one.name.localeCompare(other.name, undefined, { sensitivity: "base" }));
}

interface CreatedFolder {
  folder: SessionFolder;
  /** Rejects with what the server refused it with. */
  stored: Promise<SessionFolder>;
}

/** Makes folders: each is shown at once, and what is moved into it waits until the server has it. */
export function useCreateFolder(): (name: string) => CreatedFolder {
  const client = useQueryClient();

  async function store(shown: SessionFolder): Promise<SessionFolder> {
    await client.cancelQueries({ queryKey: foldersKey });
    const others = (list: readonly SessionFolder[] = []) => list.filter(({ id }) => id !== shown.id);
    client.setQueryData<SessionFolder[]>(foldersKey, (list) => sortedFolders([...others(list), shown]));
    try {
      const folder = await api.call("createSessionFolder", { body: { name: shown.name } });
      client.setQueryData<SessionFolder[]>(foldersKey, (list) => sortedFolders([...others(list), folder]));
      changeSessions(client, (list) =>
        list.map((session) => (session.folder_id === shown.id ? { ...session, folder_id: folder.id } : session)),
      );
      return folder;
    } catch (error) {
      client.setQueryData<SessionFolder[]>(foldersKey, others);
      throw error;
    } finally {
      void client.invalidateQueries({ queryKey: foldersKey });
    }
  }

  return (name) => {
    const folder = { id: newFolderId(), name, created_at: new Date().toISOString() };
    const stored = store(folder);
    noteStoring(folder.id, stored);
    return { folder, stored };
  };
}

/** Renames a folder; shown at once, taken back when the server refuses. */
export function useRenameFolder() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) =>
      api.call("updateSessionFolder", { params: { id }, body: { name } }),
    onMutate: async ({ id, name }) => {
      await client.cancelQueries({ queryKey: foldersKey });
      const before = client.getQueryData<SessionFolder[]>(foldersKey);
      client.setQueryData<SessionFolder[]>(foldersKey, (list) =>
        list?.map((folder) => (folder.id === id ? { ...folder, name } : folder)),
      );
      return { before };
    },
    onError: (_error, _input, saved) => client.setQueryData(foldersKey, saved?.before),
    onSettled: () => client.invalidateQueries({ queryKey: foldersKey }),
  });
}

/** Ids of folders whose conversations are folded away. */
export const collapsedFolders = createBrowserStore({
  key: "collapsed-folders",
  fallback: [] as readonly string[],
  parse: (kept) => parseStrings(kept),
  personal: true,
});
