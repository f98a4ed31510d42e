"use client";
import { Check, Folder, FolderMinus, FolderPlus, Library, Pencil } from "lucide-react";
import { useRouter } from "next/navigation";
import { useSessionActions } from "@/components/commands/use-session-actions.ts";
import { useShownFolders } from "@/components/conversations/use-shown-sessions.ts";
import { useSystem } from "@/data/account.ts";
import { chosenFiles } from "@/data/dropped-files.ts";
import { handFiles } from "@/data/handed-files.ts";
import { useKnowledgeBases } from "@/data/knowledge-bases.ts";
import { useCreateFolder } from "@/data/session-folders.ts";
import { useSession, useSessions } from "@/data/sessions.ts";
import { folded, scoreOf } from "@/data/text-match.ts";
import { useMessages } from "@/messages/index.tsx";
import { PaletteEntry } from "./palette-list.tsx";
import { PaletteResults } from "./palette-results.tsx";
import { PaletteStatus } from "./palette-status.tsx";

const longestFolderName = 80;

interface PageProps {
  wanted: string;
  onDone: () => void;
}

/** The conversation that a page is about; one that is not in the list is asked for. */
export function usePaletteSession(sessionId: string | undefined) {
  const listed = useSessions().data?.find((session) => session.id === sessionId);
  const asked = useSession(listed ? null : (sessionId ?? null)).data;
  return listed ?? asked;
}

/** A new title for a conversation: what is typed. */
export function RenamePage({ sessionId, wanted, onDone }: PageProps & { sessionId: string | undefined }) {
  const t = useMessages();
  const session = usePaletteSession(sessionId);
  const actions = useSessionActions();
  if (!session) return null;
  return (
    <PaletteResults wanted={wanted} empty={wanted === ""}>
      <PaletteEntry
        item={{ value: "rename", icon: Pencil, title: t.palette.pages.rename.action(wanted) }}
        wanted=""
        onChoose={() => {
          actions.rename(session, wanted);
          onDone();
        }}
      />
    </PaletteResults>
  );
}

/** Folders for a conversation, and a new one under the name that is typed. */
export function MovePage({ sessionId, wanted, onDone }: PageProps & { sessionId: string | undefined }) {
  const t = useMessages();
  const session = usePaletteSession(sessionId);
  const folders = useShownFolders();
  const actions = useSessionActions();
  const create = useCreateFolder();
  if (!session) return null;
  const found = folders.filter((folder) => wanted === "" || scoreOf(folder.name, wanted) > 0);
  const isNew = wanted !== "" && !folders.some((folder) => folded(folder.name) === folded(wanted));

  function moveToNew(name: string) {
    if (!session) return;
    // When the folder cannot be made, the move says so.
    actions.move(session, create(name.slice(0, longestFolderName)).folder);
    onDone();
  }

  const outside = wanted === "" && session.folder_id !== null;
  const note = wanted === "" && folders.length === 0 && (
    <p className="px-4 py-6 text-center text-muted-foreground">{t.palette.pages.move.empty}</p>
  );
  return (
    <PaletteResults wanted={wanted} empty={found.length === 0 && !isNew && !outside} note={note}>
      {found.map((folder) => (
        <PaletteEntry
          key={folder.id}
          item={{ value: folder.id, icon: session.folder_id === folder.id ? Check : Folder, title: folder.name }}
          wanted={wanted}
          onChoose={() => {
            actions.move(session, folder);
            onDone();
          }}
        />
      ))}
      {isNew && (
        <PaletteEntry
          item={{ value: "new-folder", icon: FolderPlus, title: t.palette.pages.move.create(wanted) }}
          wanted=""
          onChoose={() => moveToNew(wanted)}
        />
      )}
      {outside && (
        <PaletteEntry
          item={{ value: "no-folder", icon: FolderMinus, title: t.conversations.noFolder }}
          wanted=""
          onChoose={() => {
            actions.move(session, null);
            onDone();
          }}
        />
      )}
    </PaletteResults>
  );
}

/** Knowledge bases that take files; choosing one asks for them, and its page shows how far they are. */
export function UploadPage({ wanted, onDone }: PageProps) {
  const t = useMessages();
  const router = useRouter();
  const query = useKnowledgeBases();
  const accepted = useSystem().data?.accepted_file_types;
  const writable = (query.data ?? []).filter((base) => base.may_write);
  const found = writable.filter((base) => wanted === "" || scoreOf(base.name, wanted) > 0);

  function choose(knowledgeBaseId: string) {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = true;
    if (accepted) input.accept = accepted.join(",");
    input.addEventListener("change", () => {
      if (!input.files?.length) return;
      handFiles(knowledgeBaseId, chosenFiles(input.files));
      router.push(`/knowledge-bases/${encodeURIComponent(knowledgeBaseId)}`);
    });
    input.click();
    onDone();
  }

  const note =
    query.isSuccess && writable.length === 0 ? (
      <p className="px-4 py-6 text-center text-muted-foreground">{t.palette.pages.upload.empty}</p>
    ) : (
      <PaletteStatus wanted={wanted} count={found.length} searching={query.isPending} failed={query.isError} />
    );
  return (
    <PaletteResults wanted={wanted} empty={found.length === 0} note={note}>
      {found.map((base) => (
        <PaletteEntry
          key={base.id}
          item={{ value: base.id, icon: Library, title: base.name, detail: t.picker.documents(base.document_count) }}
          wanted={wanted}
          onChoose={() => choose(base.id)}
        />
      ))}
    </PaletteResults>
  );
}
