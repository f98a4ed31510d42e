"use client";
import { ChevronsUpDown, Keyboard, LogOut, Settings } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Avatar } from "@/components/ui/avatar.tsx";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from "@/components/ui/menu.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { useSystem } from "@/data/account.ts";
import { useMessages } from "@/messages/index.tsx";
import { leave } from "./leave.ts";
import { useSignedInPerson } from "./me.tsx";
import { showOverlay } from "./overlays.ts";
import { applyTheme, currentTheme, type Theme, themeOf, themes } from "./theme.ts";

/** Who is signed in; theme and sign-out. */
export function UserMenu() {
  const t = useMessages();
  const me = useSignedInPerson();
  const system = useSystem();
  const [theme, setTheme] = useState<Theme>("system");

  function signOut() {
    leave().catch(() => showToast(t.errors.unknown, "danger"));
  }

  return (
    <Menu onOpenChange={(open) => open && setTheme(currentTheme())}>
      <MenuTrigger className="flex w-full items-center gap-2.5 rounded-md p-1.5 text-start hover:bg-hover data-[state=open]:bg-hover">
        <Avatar name={me.name} />
        <span className="min-w-0 grow">
          <span className="sr-only">{t.shell.accountMenu(me.name)}, </span>
          <span className="block truncate font-medium leading-tight" aria-hidden>
            {me.name}
          </span>
          <span className="block truncate text-muted-foreground text-xs">{t.shell.roles[me.role]}</span>
        </span>
        <ChevronsUpDown className="size-4 shrink-0 text-muted-foreground" aria-hidden />
      </MenuTrigger>
      <MenuContent align="start" side="top" className="w-60">
        <div className="px-2 py-1.5">
          <p className="truncate font-medium">{me.name}</p>
          <p className="truncate text-muted-foreground text-xs">{me.email}</p>
          <p className="truncate text-muted-foreground text-xs">{me.tenant.name}</p>
        </div>
        <MenuSeparator />
        <MenuItem asChild>
          <Link href="/settings">
            <Settings />
            {t.shell.settings}
          </Link>
        </MenuItem>
        <MenuItem onSelect={() => showOverlay({ kind: "shortcuts" })}>
          <Keyboard />
          {t.shortcuts.title}
        </MenuItem>
        <MenuSeparator />
        <MenuLabel>{t.shell.theme}</MenuLabel>
        <MenuRadioGroup
          value={theme}
          onValueChange={(value) => {
            setTheme(themeOf(value));
            applyTheme(themeOf(value));
          }}
        >
          {themes.map((entry) => (
            <MenuRadioItem key={entry} value={entry} onSelect={(event) => event.preventDefault()}>
              {t.shell.themes[entry]}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem onSelect={signOut}>
          <LogOut />
          {t.account.signOut}
        </MenuItem>
        {system.data && (
          <p className="px-2 pt-1 pb-1 text-muted-foreground text-xs">{t.shell.version(system.data.version)}</p>
        )}
      </MenuContent>
    </Menu>
  );
}
