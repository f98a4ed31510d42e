import type { SessionFolder } from "@eai/contract";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { api } from "./api.ts";
import { hasStatus } from "./api-error.ts";
import { DeferredDeletions } from "./deferred-deletions.ts";
import { foldersKey } from "./session-folders.ts";
import { changeSessions, refreshSessions } from "./sessions.ts";

/** Deletes by route; what is gone already is as good. */
function deleting(route: "deleteSession" | "deleteSessionFolder") {
  return new DeferredDeletions(async (id, { keepalive }) => {
    await api.call(route, { params: { id }, keepalive }).catch((error: unknown) => {
      if (!hasStatus(error, 404)) throw error;
    });
  });
}

const sessionDeletions = deleting("deleteSession");
const folderDeletions = deleting("deleteSessionFolder");

/** Conversations that were deleted a moment ago, whether or not the server knows. */
export function useHiddenSessions(): ReadonlySet<string> {
  return useSyncExternalStore(sessionDeletions.subscribe, sessionDeletions.getHidden, sessionDeletions.getHidden);
}

/** Folders that were deleted a moment ago. */
export function useHiddenFolders(): ReadonlySet<string> {
  return useSyncExternalStore(folderDeletions.subscribe, folderDeletions.getHidden, folderDeletions.getHidden);
}

/** One deletion under way: taken back, or made for good. */
export interface Deletion {
  undo(): boolean;
  /** @throws ApiError when it was refused: it is shown again */
  send(): Promise<void>;
}

function beginning(queue: DeferredDeletions, id: string, onSent: () => void): Deletion {
  queue.hide(id);
  return {
    undo: () => queue.undo(id),
    send: async () => {
      await queue.send(id);
      onSent();
    },
  };
}

function forgetSession(client: QueryClient, id: string): void {
  if (!sessionDeletions.getHidden().has(id)) return;
  changeSessions(client, (list) => list.filter((session) => session.id !== id));
  client.removeQueries({ queryKey: ["session", id] });
  refreshSessions(client);
}

function forgetFolder(client: QueryClient, id: string): void {
  if (!folderDeletions.getHidden().has(id)) return;
  client.setQueryData<SessionFolder[]>(foldersKey, (list) => list?.filter((folder) => folder.id !== id));
  void client.invalidateQueries({ queryKey: foldersKey });
  refreshSessions(client);
}

/** Begins the deletion of conversations and folders; nothing is sent before `send`. */
export function useDeletions() {
  const client = useQueryClient();
  return {
    deleteSession: (id: string) => beginning(sessionDeletions, id, () => forgetSession(client, id)),
    deleteFolder: (id: string) => beginning(folderDeletions, id, () => forgetFolder(client, id)),
  };
}

/** Sends every deletion that waits; with `keepalive` the requests outlive the page. */
export async function sendWaitingDeletions(options: { keepalive: boolean }): Promise<void> {
  await Promise.all([sessionDeletions.sendAll(options), folderDeletions.sendAll(options)]);
}
