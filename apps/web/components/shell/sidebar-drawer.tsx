"use client";
import { Menu } from "lucide-react";
import { usePathname } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { useMessages } from "@/messages/index.tsx";

interface Drawer {
  open: boolean;
  setOpen: (open: boolean) => void;
}

const DrawerContext = createContext<Drawer>({ open: false, setOpen: () => undefined });

/** Holds whether the navigation drawer of a narrow window is open; it closes when another page opens. */
export function SidebarDrawerProvider({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const pathname = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what closes it
  useEffect(() => setOpen(false), [pathname]);
  const value = useMemo(() => ({ open, setOpen }), [open]);
  return <DrawerContext value={value}>{children}</DrawerContext>;
}

export function useSidebarDrawer(): Drawer {
  return useContext(DrawerContext);
}

/** Opens the navigation on narrow windows. */
export function SidebarButton() {
  const t = useMessages();
  const { setOpen } = useSidebarDrawer();
  return (
    <IconButton label={t.shell.openSidebar} className="-ml-1.5 md:hidden" onClick={() => setOpen(true)}>
      <Menu />
    </IconButton>
  );
}
