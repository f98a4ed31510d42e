"use client";
import type { Session, SessionFolder } from "@eai/contract";
import { useRouter } from "next/navigation";
import { showToast } from "@/components/ui/toast.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { copyText } from "@/data/copy-text.ts";
import { useDeletions } from "@/data/session-deletions.ts";
import { sessionPath } from "@/data/session-search.ts";
import { useUpdateSession } from "@/data/sessions.ts";
import { useMessages } from "@/messages/index.tsx";

/** What can be done with a conversation or a folder, wherever that is asked for; each is shown at once. */
export function useSessionActions() {
  const t = useMessages();
  const router = useRouter();
  const update = useUpdateSession();
  const deletions = useDeletions();
  const words = t.conversations;

  function fail(error: unknown) {
    showToast(sentenceOf(error, t.errors.unknown), "danger");
  }

  /** Told of also when what asked for it is gone by then: a row moves into its folder, a dialog closes. */
  function change(input: Parameters<typeof update.mutateAsync>[0], done?: string) {
    update.mutateAsync(input).then(() => done !== undefined && showToast(done), fail);
  }

  function rename(session: Session, title: string) {
    if (title !== "" && title !== session.title) change({ id: session.id, title });
  }

  function togglePin(session: Session) {
    change({ id: session.id, pinned: !session.pinned });
  }

  function move(session: Session, folder: SessionFolder | null) {
    if (session.folder_id === (folder?.id ?? null)) return;
    const done = folder ? words.moved(session.title, folder.name) : words.movedOut(session.title);
    change({ id: session.id, folder_id: folder?.id ?? null }, done);
  }

  /** Hides it and offers the way back; the server is told when that is over. */
  function remove(session: Session) {
    const path = sessionPath(session);
    const wasOpen = window.location.pathname === path;
    const deletion = deletions.deleteSession(session.id);
    if (wasOpen) router.push("/chat");
    showToast(words.deleted(session.title), "neutral", {
      action: {
        label: words.undo,
        run: () => {
          if (deletion.undo() && wasOpen && window.location.pathname === "/chat") router.push(path);
        },
      },
      onGone: () => {
        deletion.send().catch(() => showToast(words.deleteFailed(session.title), "danger"));
      },
    });
  }

  /** The same for a folder; what is in it is kept. */
  function removeFolder(folder: SessionFolder) {
    const deletion = deletions.deleteFolder(folder.id);
    showToast(words.folderDeleted(folder.name), "neutral", {
      action: { label: words.undo, run: () => void deletion.undo() },
      onGone: () => {
        deletion.send().catch(() => showToast(words.deleteFailed(folder.name), "danger"));
      },
    });
  }

  async function copyLink(session: Pick<Session, "id">) {
    const copied = await copyText(new URL(sessionPath(session), window.location.origin).href);
    if (copied) showToast(words.linkCopied);
    else showToast(words.copyFailed, "danger");
  }

  return { rename, togglePin, move, remove, removeFolder, copyLink };
}
