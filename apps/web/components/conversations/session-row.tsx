"use client";
import type { Session } from "@eai/contract";
import { LoaderCircle, Pin, Users } from "lucide-react";
import Link from "next/link";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useSessionActions } from "@/components/commands/use-session-actions.ts";
import { useSidebarDrawer } from "@/components/shell/sidebar-drawer.tsx";
import { cn } from "@/components/ui/class-names.ts";
import { Menu } from "@/components/ui/menu.tsx";
import { sessionPath } from "@/data/session-search.ts";
import { useMessages } from "@/messages/index.tsx";
import { dragSession } from "./dragged-session.ts";
import { NameInput } from "./name-input.tsx";
import { focusNeighbour, useRovingRow } from "./roving-rows.tsx";
import { RowMenuTrigger } from "./row-menu-trigger.tsx";
import { SessionMenu } from "./session-menu.tsx";

const longestTitle = 200;

interface SessionRowProps {
  session: Session;
  current: boolean;
  unread: boolean;
  /** Says that it is pinned, where that is not its heading. */
  showsPin?: boolean;
}

/** One conversation in the list: opens it; renames in place, pins, moves, deletes. */
export function SessionRow({ session, current, unread, showsPin }: SessionRowProps) {
  const t = useMessages();
  const drawer = useSidebarDrawer();
  const actions = useSessionActions();
  const { row, tabIndex } = useRovingRow(session.id);
  const link = useRef<HTMLAnchorElement>(null);
  const [renaming, setRenaming] = useState(false);
  const [menuOpen, setMenuOpen] = useState(false);
  const [refocus, setRefocus] = useState(false);

  useEffect(() => {
    if (refocus && !renaming) link.current?.focus();
    setRefocus(false);
  }, [refocus, renaming]);

  function remove() {
    if (link.current) focusNeighbour(link.current);
    actions.remove(session);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "F2" && event.key !== "Delete") return;
    // Not for the conversation that is open.
    event.preventDefault();
    if (event.key === "F2") setRenaming(true);
    else remove();
  }

  if (renaming) {
    return (
      <li>
        <NameInput
          label={t.shell.titleOf(session.title)}
          initial={session.title}
          maxLength={longestTitle}
          onDone={(title, byKey) => {
            setRenaming(false);
            setRefocus(byKey);
            if (title !== null) actions.rename(session, title);
          }}
        />
      </li>
    );
  }
  return (
    <li
      onContextMenu={(event) => {
        if (event.shiftKey) return;
        event.preventDefault();
        setMenuOpen(true);
      }}
      className={cn("group relative flex items-center rounded-md hover:bg-hover", (current || menuOpen) && "bg-hover")}
    >
      <Link
        ref={link}
        href={sessionPath(session)}
        {...row}
        aria-current={current ? "page" : undefined}
        onClick={() => drawer.setOpen(false)}
        onDoubleClick={() => setRenaming(true)}
        onKeyDown={onKeyDown}
        onDragStart={(event) => dragSession(event, session.id)}
        title={session.title}
        className={cn(
          "flex h-8 min-w-0 grow items-center gap-1.5 rounded-md px-2 group-focus-within:pe-8 group-hover:pe-8 [@media(hover:none)]:pe-8",
          menuOpen && "pe-8",
          current || unread ? "font-medium" : "text-muted-foreground group-hover:text-foreground",
        )}
      >
        <span className="truncate">{session.title}</span>
        <Marks session={session} unread={unread} showsPin={showsPin} />
      </Link>
      <Menu open={menuOpen} onOpenChange={setMenuOpen}>
        <RowMenuTrigger name={session.title} tabIndex={tabIndex} />
        <SessionMenu session={session} onRename={() => setRenaming(true)} onDelete={remove} />
      </Menu>
    </li>
  );
}

function Marks({ session, unread, showsPin }: Pick<SessionRowProps, "session" | "unread" | "showsPin">) {
  const t = useMessages();
  return (
    <span className="ms-auto flex shrink-0 items-center gap-1.5 text-subtle">
      {showsPin && session.pinned && <Pin className="size-3" aria-label={t.conversations.pinned} />}
      {session.shared && <Users className="size-3.5" aria-label={t.conversations.shared} />}
      {session.answering && (
        <LoaderCircle className="size-3.5 animate-spin text-accent-text" aria-label={t.shell.answering} />
      )}
      {unread && !session.answering && (
        <span role="img" aria-label={t.conversations.unread} className="size-2 rounded-full bg-accent" />
      )}
    </span>
  );
}
