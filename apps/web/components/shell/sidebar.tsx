"use client";
import dynamic from "next/dynamic";
import { Suspense, useEffect } from "react";
import { Dialog } from "@/components/ui/dialog.tsx";
import { useWideWindow } from "@/data/wide-window.ts";
import { useMessages } from "@/messages/index.tsx";
import { insteadOfScript } from "./crash-message.tsx";
import { useSidebarDrawer, useSidebarHidden, wideWindow } from "./sidebar-drawer.tsx";
import { SidebarSkeleton } from "./sidebar-skeleton.tsx";

const SidebarContent = dynamic(() =>
  import("./sidebar-content.tsx").then((module) => module.SidebarContent, insteadOfScript),
);

/** By then the page is there, in milliseconds: what the drawer shows can be fetched. */
const calmAfter = 3_000;

/**
 * The navigation: a column on wide windows, a drawer on narrow ones.
 * @param forPhone the server need not draw the column
 */
export function Sidebar({ forPhone }: { forPhone: boolean }) {
  const t = useMessages();
  const isWide = useWideWindow(wideWindow, !forPhone);
  const drawer = useSidebarDrawer();
  const hidden = useSidebarHidden();
  useEffect(() => {
    const timer = setTimeout(() => import("./sidebar-content.tsx").catch(() => {}), calmAfter);
    return () => clearTimeout(timer);
  }, []);
  const contentWhenLoaded = (
    <Suspense
      fallback={
        <div aria-busy>
          <p className="sr-only">{t.common.loading}</p>
          <SidebarSkeleton />
        </div>
      }
    >
      <SidebarContent />
    </Suspense>
  );
  return (
    <>
      {isWide && !hidden && (
        <aside className="hidden w-66 shrink-0 border-e bg-sidebar md:block">
          {/* What the server drew comes alive with the page: what is asked for meanwhile would make it another one. */}
          {forPhone ? contentWhenLoaded : <SidebarContent />}
        </aside>
      )}
      <Dialog
        open={drawer.open}
        onOpenChange={drawer.setOpen}
        title={t.shell.sidebar}
        hideTitle
        place="start"
        className="bg-sidebar md:hidden"
      >
        {contentWhenLoaded}
      </Dialog>
    </>
  );
}
