"use client";
import { PanelLeft } from "lucide-react";
import { usePathname } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { cn } from "@/components/ui/class-names.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { createBrowserStore, useBrowserStore } from "@/data/browser-store.ts";
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

const hiddenSidebar = createBrowserStore({ key: "sidebar-hidden", fallback: false, parse: (kept) => kept === true });

/** Is the navigation of a wide window put away? */
export function useSidebarHidden(): boolean {
  return useBrowserStore(hiddenSidebar);
}

/** From here on the navigation is a column beside the page. */
export const wideWindow = "48rem";

export function isWideWindow(): boolean {
  return window.matchMedia(`(min-width: ${wideWindow})`).matches;
}

/** Shows or hides the navigation, in whatever form this window has it. */
export function toggleSidebar(drawer: Drawer): void {
  if (isWideWindow()) hiddenSidebar.set(!hiddenSidebar.get());
  else drawer.setOpen(!drawer.open);
}

/** Opens the navigation where it is not seen. */
export function SidebarButton() {
  const t = useMessages();
  const drawer = useSidebarDrawer();
  const hidden = useSidebarHidden();
  return (
    <IconButton
      label={t.shell.openSidebar}
      className={cn("-ms-1.5 rtl:-scale-x-100", !hidden && "md:hidden")}
      onClick={() => toggleSidebar(drawer)}
    >
      <PanelLeft />
    </IconButton>
  );
}
