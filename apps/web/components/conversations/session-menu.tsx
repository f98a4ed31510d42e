"use client";
import type { Session } from "@eai/contract";
import { Check, Folder, FolderInput, FolderPlus, Link2, Pencil, Pin, PinOff, Trash2 } from "lucide-react";
import { useSessionActions } from "@/components/commands/use-session-actions.ts";
import { showOverlay } from "@/components/shell/overlays.ts";
import {
  MenuContent,
  MenuItem,
  MenuSeparator,
  MenuSub,
  MenuSubContent,
  MenuSubTrigger,
} from "@/components/ui/menu.tsx";
import { useMessages } from "@/messages/index.tsx";
import { useShownFolders } from "./use-shown-sessions.ts";

interface SessionMenuProps {
  session: Session;
  onRename: () => void;
  onDelete: () => void;
}

/** What can be done with a conversation of the list. */
export function SessionMenu({ session, onRename, onDelete }: SessionMenuProps) {
  const t = useMessages();
  const actions = useSessionActions();
  const folders = useShownFolders();
  const words = t.conversations;
  return (
    <MenuContent align="start" className="max-w-64">
      <MenuItem onSelect={() => actions.togglePin(session)}>
        {session.pinned ? <PinOff /> : <Pin />}
        {session.pinned ? t.shell.unpin : t.shell.pin}
      </MenuItem>
      <MenuItem onSelect={onRename}>
        <Pencil />
        {t.common.rename}
      </MenuItem>
      <MenuSub>
        <MenuSubTrigger>
          <FolderInput />
          {words.moveTo}
        </MenuSubTrigger>
        <MenuSubContent className="max-h-80 max-w-64 overflow-y-auto">
          {folders.map((folder) => (
            <MenuItem key={folder.id} onSelect={() => actions.move(session, folder)}>
              {session.folder_id === folder.id ? <Check /> : <Folder />}
              <span className="truncate">{folder.name}</span>
            </MenuItem>
          ))}
          {session.folder_id !== null && (
            <MenuItem onSelect={() => actions.move(session, null)}>
              <span className="size-4" aria-hidden />
              {words.noFolder}
            </MenuItem>
          )}
          {folders.length > 0 && <MenuSeparator />}
          <MenuItem onSelect={() => showOverlay({ kind: "palette", page: "move", sessionId: session.id })}>
            <FolderPlus />
            {words.newFolder}
          </MenuItem>
        </MenuSubContent>
      </MenuSub>
      <MenuItem onSelect={() => actions.copyLink(session)}>
        <Link2 />
        {words.copyLink}
      </MenuItem>
      <MenuSeparator />
      <MenuItem danger onSelect={onDelete}>
        <Trash2 />
        {t.common.delete}
      </MenuItem>
    </MenuContent>
  );
}
