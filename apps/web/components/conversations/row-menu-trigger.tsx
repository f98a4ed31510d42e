"use client";
import { Ellipsis } from "lucide-react";
import { MenuTrigger } from "@/components/ui/menu.tsx";
import { useMessages } from "@/messages/index.tsx";

/** Opens the menu of a row of the sidebar: there for touch and for whoever points at the row or has the focus in it. */
export function RowMenuTrigger({ name, tabIndex }: { name: string; tabIndex: number | undefined }) {
  const t = useMessages();
  return (
    <MenuTrigger
      aria-label={t.shell.actionsFor(name)}
      tabIndex={tabIndex}
      className="absolute end-1 flex size-6 items-center justify-center rounded-md text-muted-foreground hover:bg-border hover:text-foreground focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 [@media(hover:hover)]:opacity-0"
    >
      <Ellipsis className="size-4" aria-hidden />
    </MenuTrigger>
  );
}
