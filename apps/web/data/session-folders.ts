import type { SessionFolder } from "@eai/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./api.ts";
import { createBrowserStore, parseStrings } from "./browser-store.ts";

export const foldersKey = ["session-folders"];

/** The person's folders of conversations, by name. */
export function useSessionFolders() {
  return useQuery({
    queryKey: foldersKey,
    queryFn: async ({ signal }): Promise<SessionFolder[]> => (await api.call("listSessionFolders", { signal })).data,
    staleTime: 60_000,
  });
}

export function useCreateFolder() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => api.call("createSessionFolder", { body: { name } }),
    onSuccess: (folder) => {
      client.setQueryData<SessionFolder[]>(foldersKey, (list) => [...(list ?? []), folder]);
      void client.invalidateQueries({ queryKey: foldersKey });
    },
  });
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
