"use client";
import {
  ArrowDown,
  ArrowUp,
  BookPlus,
  FolderInput,
  Keyboard,
  Library,
  Link2,
  type LucideIcon,
  MessageSquare,
  PanelLeft,
  Pencil,
  PenLine,
  Pin,
  PinOff,
  Search,
  Settings,
  SquarePen,
  SunMoon,
  TextQuote,
  Trash2,
  Undo2,
  Upload,
} from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { quoteSelection } from "@/components/chat/answer-selection.ts";
import { focusSessionSearch, focusSessionSearchWhenDrawn } from "@/components/conversations/session-search-field.tsx";
import { useSignedInPerson } from "@/components/shell/me.tsx";
import { showOverlay } from "@/components/shell/overlays.ts";
import { isWideWindow, toggleSidebar, useSidebarDrawer, useSidebarHidden } from "@/components/shell/sidebar-drawer.tsx";
import { toggleTheme } from "@/components/shell/theme.ts";
import { runLatestToastAction } from "@/components/ui/toasts.ts";
import { sessionPath } from "@/data/session-search.ts";
import type { ShortcutName } from "@/data/shortcuts.ts";
import { useMessages } from "@/messages/index.tsx";
import { useCurrentSession } from "./use-current-session.ts";
import { useNeighbours } from "./use-next-session.ts";
import { useSessionActions } from "./use-session-actions.ts";

export interface Command {
  title: string;
  icon: LucideIcon;
  keywords?: string;
  /** Undefined: cannot be done now. False: it turned out that it could not. */
  run: (() => unknown) | undefined;
  /** Where it takes the focus: to a step of the palette, or to a place of its own. Left out: it leaves it. */
  focus?: "palette" | "elsewhere";
}

function focusComposer(): boolean {
  const area = document.querySelector<HTMLTextAreaElement>("#content form textarea");
  area?.focus();
  return area !== null;
}

/** Everything of the registry of shortcuts, as it can be done on this page by this person. */
export function useCommands(): Record<ShortcutName, Command> {
  const t = useMessages();
  const router = useRouter();
  const pathname = usePathname();
  const me = useSignedInPerson();
  const drawer = useSidebarDrawer();
  const sidebarHidden = useSidebarHidden();
  const session = useCurrentSession();
  const { next, previous } = useNeighbours();
  const actions = useSessionActions();
  const names = t.shortcuts.names;
  const words = t.palette.keywords;
  const mayCreate = me.permissions.includes("knowledge.create");
  const mayWrite = me.permissions.includes("knowledge.write");

  function search() {
    if (focusSessionSearch()) return;
    focusSessionSearchWhenDrawn();
    if (sidebarHidden || !isWideWindow()) toggleSidebar(drawer);
  }

  function write() {
    if (!focusComposer()) router.push("/chat");
  }

  const ofSession = <Result>(run: (open: NonNullable<typeof session>) => Result) => session && (() => run(session));

  return {
    palette: { title: names.palette, icon: Search, run: () => showOverlay({ kind: "palette" }) },
    search: { title: names.search, icon: Search, run: search, focus: "elsewhere" },
    help: { title: names.help, icon: Keyboard, keywords: words.help, run: () => showOverlay({ kind: "shortcuts" }) },
    undo: { title: names.undo, icon: Undo2, run: runLatestToastAction },
    sidebar: { title: names.sidebar, icon: PanelLeft, keywords: words.sidebar, run: () => toggleSidebar(drawer) },
    theme: { title: names.theme, icon: SunMoon, keywords: words.theme, run: toggleTheme },
    newChat: { title: names.newChat, icon: SquarePen, keywords: words.newChat, run: () => router.push("/chat") },
    write: { title: names.write, icon: PenLine, run: write, focus: "elsewhere" },
    quote: { title: names.quote, icon: TextQuote, run: quoteSelection, focus: "elsewhere" },
    next: { title: names.next, icon: ArrowDown, run: next && (() => router.push(sessionPath(next))) },
    previous: { title: names.previous, icon: ArrowUp, run: previous && (() => router.push(sessionPath(previous))) },
    rename: {
      title: names.rename,
      icon: Pencil,
      run: ofSession(({ id }) => showOverlay({ kind: "palette", page: "rename", sessionId: id })),
      focus: "palette",
    },
    pin: {
      title: session?.pinned ? t.palette.unpin : names.pin,
      icon: session?.pinned ? PinOff : Pin,
      run: ofSession(actions.togglePin),
    },
    move: {
      title: names.move,
      icon: FolderInput,
      run: ofSession(({ id }) => showOverlay({ kind: "palette", page: "move", sessionId: id })),
      focus: "palette",
    },
    copyLink: { title: names.copyLink, icon: Link2, run: ofSession(actions.copyLink) },
    delete: { title: names.delete, icon: Trash2, run: ofSession(actions.remove) },
    chat: {
      title: names.chat,
      icon: MessageSquare,
      run: pathname === "/chat" ? undefined : () => router.push("/chat"),
    },
    knowledgeBases: { title: names.knowledgeBases, icon: Library, run: () => router.push("/knowledge-bases") },
    createKnowledgeBase: {
      title: names.createKnowledgeBase,
      icon: BookPlus,
      run: mayCreate ? () => showOverlay({ kind: "createKnowledgeBase" }) : undefined,
    },
    upload: {
      title: names.upload,
      icon: Upload,
      keywords: words.upload,
      run: mayWrite ? () => showOverlay({ kind: "palette", page: "upload" }) : undefined,
      focus: "palette",
    },
    settings: {
      title: names.settings,
      icon: Settings,
      keywords: words.settings,
      run: () => router.push("/settings"),
    },
  };
}
