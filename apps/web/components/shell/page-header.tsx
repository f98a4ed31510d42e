import type { ReactNode } from "react";
import { SidebarButton } from "./sidebar-drawer.tsx";

/** The bar at the top of a page. */
export function PageHeader({ children }: { children: ReactNode }) {
  return (
    <header className="flex h-13 shrink-0 items-center gap-2 border-b bg-background px-4 md:px-5">
      <SidebarButton />
      {children}
    </header>
  );
}
