"use client";
import { Library, PanelLeftClose, Search, SquarePen } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { SessionList } from "@/components/conversations/session-list.tsx";
import { KeyCaps } from "@/components/shortcuts/key-caps.tsx";
import { useApple } from "@/components/shortcuts/use-apple.ts";
import { cn } from "@/components/ui/class-names.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { useBrowserStore } from "@/data/browser-store.ts";
import { ariaKeys } from "@/data/key-chord.ts";
import { actingKeysOf, shortcutChoices } from "@/data/shortcut-bindings.ts";
import type { ShortcutName } from "@/data/shortcuts.ts";
import { useMessages } from "@/messages/index.tsx";
import { Logo } from "./logo.tsx";
import { showOverlay } from "./overlays.ts";
import { toggleSidebar, useSidebarDrawer } from "./sidebar-drawer.tsx";
import { UserMenu } from "./user-menu.tsx";

/** What the navigation shows: the ways, the conversations, and who is signed in. */
export function SidebarContent() {
  const t = useMessages();
  const pathname = usePathname();
  const drawer = useSidebarDrawer();
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-13 shrink-0 items-center gap-2.5 ps-4 pe-2 font-semibold">
        <Logo className="size-6" />
        <span className="min-w-0 grow truncate">{t.productShort}</span>
        <IconButton
          label={t.conversations.collapseSidebar}
          className="max-md:hidden rtl:-scale-x-100"
          onClick={() => toggleSidebar(drawer)}
        >
          <PanelLeftClose />
        </IconButton>
      </div>
      <nav aria-label={t.shell.sidebar} className="grid gap-0.5 px-2 pb-3">
        <SidebarLink
          href="/chat"
          current={pathname === "/chat"}
          icon={SquarePen}
          label={t.shell.newChat}
          shortcut="newChat"
        />
        <PaletteButton />
        <SidebarLink
          href="/knowledge-bases"
          current={pathname.startsWith("/knowledge-bases")}
          icon={Library}
          label={t.shell.knowledgeBases}
          shortcut="knowledgeBases"
        />
      </nav>
      <SessionList />
      <div className="shrink-0 border-t p-2">
        <UserMenu />
      </div>
    </div>
  );
}

const entryStyles =
  "group/entry flex h-8 items-center gap-2.5 rounded-md px-2 text-start text-muted-foreground hover:bg-hover hover:text-foreground";

/** The keys of an entry: seen when it is pointed at or has the focus, known to screen readers. */
function useEntryKeys(name: ShortcutName) {
  const apple = useApple();
  const keys = actingKeysOf(name, useBrowserStore(shortcutChoices));
  const hint = keys !== null && (
    <KeyCaps
      chord={keys}
      silent
      className="ms-auto opacity-0 group-hover/entry:opacity-100 group-focus-visible/entry:opacity-100 max-md:hidden"
    />
  );
  return { hint, aria: keys === null ? undefined : ariaKeys(keys, apple) };
}

interface SidebarLinkProps {
  href: string;
  current: boolean;
  icon: typeof Library;
  label: string;
  shortcut: ShortcutName;
}

function SidebarLink({ href, current, icon: Icon, label, shortcut }: SidebarLinkProps) {
  const drawer = useSidebarDrawer();
  const { hint, aria } = useEntryKeys(shortcut);
  return (
    <Link
      href={href}
      aria-current={current ? "page" : undefined}
      aria-keyshortcuts={aria}
      onClick={() => drawer.setOpen(false)}
      className={cn(entryStyles, current && "bg-hover font-medium text-foreground")}
    >
      <Icon className="size-4 shrink-0" aria-hidden />
      <span className="truncate">{label}</span>
      {hint}
    </Link>
  );
}

function PaletteButton() {
  const t = useMessages();
  const drawer = useSidebarDrawer();
  const { hint, aria } = useEntryKeys("palette");
  return (
    <button
      type="button"
      aria-keyshortcuts={aria}
      aria-haspopup="dialog"
      onClick={() => {
        drawer.setOpen(false);
        showOverlay({ kind: "palette" });
      }}
      className={entryStyles}
    >
      <Search className="size-4 shrink-0" aria-hidden />
      <span className="truncate">{t.palette.open}</span>
      {hint}
    </button>
  );
}
