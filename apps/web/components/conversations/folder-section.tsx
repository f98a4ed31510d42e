"use client";
import type { Session, SessionFolder } from "@eai/contract";
import { ChevronRight, Pencil, Trash2 } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useSessionActions } from "@/components/commands/use-session-actions.ts";
import { cn } from "@/components/ui/class-names.ts";
import { Menu, MenuContent, MenuItem, MenuSeparator } from "@/components/ui/menu.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { folderKey, isStoredFolder } from "@/data/folders-being-stored.ts";
import { collapsedFolders, useRenameFolder } from "@/data/session-folders.ts";
import { useMessages } from "@/messages/index.tsx";
import { useSessionDrop } from "./dragged-session.ts";
import { NameInput } from "./name-input.tsx";
import { focusNeighbour, useRovingRow } from "./roving-rows.tsx";
import { RowMenuTrigger } from "./row-menu-trigger.tsx";

export const longestFolderName = 80;

interface FolderSectionProps {
  folder: SessionFolder;
  sessions: readonly Session[];
  collapsed: boolean;
  /** It was just made, and named with the keyboard: the focus goes on from it. */
  takesFocus: boolean;
  onDropSession: (sessionId: string) => void;
  children: ReactNode;
}

function setCollapsed(id: string, collapsed: boolean) {
  const others = collapsedFolders.get().filter((other) => other !== id);
  collapsedFolders.set(collapsed ? [...others, id] : others);
}

/** A folder with its conversations: folds, takes what is dropped on it, is renamed in place and deleted. */
export function FolderSection({
  folder,
  sessions,
  collapsed,
  takesFocus,
  onDropSession,
  children,
}: FolderSectionProps) {
  const t = useMessages();
  const id = useId();
  const actions = useSessionActions();
  const rename = useRenameFolder();
  const { row, tabIndex } = useRovingRow(folderKey(folder.id));
  const [renaming, setRenaming] = useState(false);
  const [menuOpen, setMenuOpen] = useState(false);
  const [refocus, setRefocus] = useState(takesFocus);
  const head = useRef<HTMLButtonElement>(null);
  const drop = useSessionDrop(onDropSession, () => setCollapsed(folder.id, false));
  const words = t.conversations;
  // Until then it takes conversations, and nothing else can be done with it.
  const stored = isStoredFolder(folder.id);

  useEffect(() => {
    if (refocus && !renaming) head.current?.focus();
    setRefocus(false);
  }, [refocus, renaming]);

  function remove() {
    if (head.current) focusNeighbour(head.current);
    actions.removeFolder(folder);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (!stored && (event.key === "F2" || event.key === "Delete")) return;
    const [closes, opens] = t.direction === "rtl" ? ["ArrowRight", "ArrowLeft"] : ["ArrowLeft", "ArrowRight"];
    if (event.key === closes) setCollapsed(folder.id, true);
    else if (event.key === opens) setCollapsed(folder.id, false);
    else if (event.key === "F2") setRenaming(true);
    else if (event.key === "Delete") remove();
    else return;
    event.preventDefault();
  }

  return (
    <section
      aria-label={folder.name}
      aria-busy={!stored}
      {...drop.target}
      className={cn("rounded-md", drop.over && "bg-accent-soft outline-2 outline-accent -outline-offset-2")}
    >
      {renaming ? (
        <NameInput
          label={words.folderName}
          initial={folder.name}
          maxLength={longestFolderName}
          onDone={(name, byKey) => {
            setRenaming(false);
            setRefocus(byKey);
            if (name === null) return;
            const onError = (error: unknown) => showToast(sentenceOf(error, words.renameFailed), "danger");
            rename.mutate({ id: folder.id, name }, { onError });
          }}
        />
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: the menu has a button as well
        <div
          onContextMenu={(event) => {
            if (event.shiftKey || !stored) return;
            event.preventDefault();
            setMenuOpen(true);
          }}
          className={cn("group relative flex items-center rounded-md hover:bg-hover", menuOpen && "bg-hover")}
        >
          <button
            ref={head}
            type="button"
            {...row}
            aria-expanded={!collapsed}
            aria-controls={`${id}-list`}
            onClick={() => setCollapsed(folder.id, !collapsed)}
            onKeyDown={onKeyDown}
            title={folder.name}
            className="flex h-8 min-w-0 grow items-center gap-1.5 rounded-md ps-1.5 pe-8 text-start text-muted-foreground group-hover:text-foreground"
          >
            <ChevronRight
              className={cn(
                "size-4 shrink-0 transition-transform rtl:rotate-180",
                !collapsed && "rotate-90 rtl:rotate-90",
              )}
              aria-hidden
            />
            <span className="truncate">{folder.name}</span>
            <span className="shrink-0 text-subtle text-xs tabular-nums">
              <span aria-hidden>{sessions.length.toLocaleString(t.language)}</span>
              <span className="sr-only">{words.folderCount(sessions.length)}</span>
            </span>
          </button>
          {stored && (
            <Menu open={menuOpen} onOpenChange={setMenuOpen}>
              <RowMenuTrigger name={folder.name} tabIndex={tabIndex} />
              <MenuContent align="start">
                <MenuItem onSelect={() => setRenaming(true)}>
                  <Pencil />
                  {t.common.rename}
                </MenuItem>
                <MenuSeparator />
                <MenuItem danger onSelect={remove}>
                  <Trash2 />
                  {t.common.delete}
                </MenuItem>
              </MenuContent>
            </Menu>
          )}
        </div>
      )}
      <div id={`${id}-list`} hidden={collapsed} className="ms-3.5 border-s ps-1.5">
        {sessions.length === 0 ? (
          <p className="px-2 py-1.5 text-subtle text-xs">{words.folderEmpty}</p>
        ) : (
          <ul className="flex flex-col gap-px">{children}</ul>
        )}
      </div>
    </section>
  );
}
