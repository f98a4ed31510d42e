"use client";
import { Library, SquarePen } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "@/components/ui/class-names.ts";
import { Dialog } from "@/components/ui/dialog.tsx";
import { useMessages } from "@/messages/index.tsx";
import { Logo } from "./logo.tsx";
import { SessionList } from "./session-list.tsx";
import { useSidebarDrawer } from "./sidebar-drawer.tsx";
import { UserMenu } from "./user-menu.tsx";

/** The navigation: a column on wide windows, a drawer on narrow ones. */
export function Sidebar() {
  const t = useMessages();
  const drawer = useSidebarDrawer();
  return (
    <>
      <aside className="hidden w-66 shrink-0 border-r bg-sidebar md:block">
        <SidebarContent />
      </aside>
      <Dialog
        open={drawer.open}
        onOpenChange={drawer.setOpen}
        title={t.shell.sidebar}
        hideTitle
        place="start"
        className="bg-sidebar md:hidden"
      >
        <SidebarContent />
      </Dialog>
    </>
  );
}

function SidebarContent() {
  const t = useMessages();
  const pathname = usePathname();
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-13 shrink-0 items-center gap-2.5 px-4 font-semibold">
        <Logo className="size-6" />
        {t.productShort}
      </div>
      <nav aria-label={t.shell.sidebar} className="grid gap-0.5 px-2 pb-3">
        <SidebarLink href="/chat" current={pathname === "/chat"} icon={SquarePen} label={t.shell.newChat} />
        <SidebarLink
          href="/knowledge-bases"
          current={pathname.startsWith("/knowledge-bases")}
          icon={Library}
          label={t.shell.knowledgeBases}
        />
      </nav>
      <SessionList />
      <div className="shrink-0 border-t p-2">
        <UserMenu />
      </div>
    </div>
  );
}

interface SidebarLinkProps {
  href: string;
  current: boolean;
  icon: typeof Library;
  label: string;
}

function SidebarLink({ href, current, icon: Icon, label }: SidebarLinkProps) {
  const drawer = useSidebarDrawer();
  return (
    <Link
      href={href}
      aria-current={current ? "page" : undefined}
      onClick={() => drawer.setOpen(false)}
      className={cn(
        "flex h-8 items-center gap-2.5 rounded-md px-2 text-muted-foreground hover:bg-hover hover:text-foreground",
        current && "bg-hover font-medium text-foreground",
      )}
    >
      <Icon className="size-4 shrink-0" aria-hidden />
      {label}
    </Link>
  );
}
