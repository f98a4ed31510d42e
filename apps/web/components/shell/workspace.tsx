"use client";
import { CloudOff, LockKeyhole } from "lucide-react";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { CommandKeys } from "@/components/commands/command-keys.tsx";
import { SessionKeeping } from "@/components/conversations/session-keeping.tsx";
import { Button } from "@/components/ui/button.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { hasStatus, sentenceOf } from "@/data/api-error.ts";
import { useMe } from "@/data/me.ts";
import { useMessages } from "@/messages/index.tsx";
import { leave } from "./leave.ts";
import { MeProvider } from "./me.tsx";
import { OfflineBar } from "./offline-bar.tsx";
import { OverlayHost } from "./overlay-host.tsx";
import { Sidebar } from "./sidebar.tsx";
import { SidebarDrawerProvider } from "./sidebar-drawer.tsx";
import { SidebarSkeleton } from "./sidebar-skeleton.tsx";
import { useContentFocus } from "./use-content-focus.ts";

interface WorkspaceProps {
  /** The page is for a telephone, as far as its browser says so. */
  forPhone: boolean;
  children: ReactNode;
}

/** The frame of every page behind sign-in: navigation at the left, the page at the right. */
export function Workspace({ forPhone, children }: WorkspaceProps) {
  const t = useMessages();
  const pathname = usePathname();
  const me = useMe();
  const signedOut = hasStatus(me.error, 401);
  const content = useRef<HTMLElement>(null);
  useContentFocus(content);

  useEffect(() => {
    if (!signedOut) return;
    const here = window.location.pathname + window.location.search;
    // A full load, so that the way back does not lead to what was drawn for this person.
    window.location.replace(pathname === "/chat" ? "/sign-in" : `/sign-in?return=${encodeURIComponent(here)}`);
  }, [signedOut, pathname]);

  if (me.data && !signedOut) {
    return (
      <MeProvider me={me.data}>
        <SidebarDrawerProvider>
          <a
            href="#content"
            className="sr-only z-50 rounded-md bg-primary px-3 py-2 text-primary-foreground focus:not-sr-only focus:fixed focus:top-2 focus:start-2"
          >
            {t.common.skipToContent}
          </a>
          <div className="safe-area flex h-dvh overflow-hidden">
            <Sidebar forPhone={forPhone} />
            <main ref={content} id="content" tabIndex={-1} className="flex min-w-0 grow flex-col outline-hidden">
              <OfflineBar unreachable={me.isError} />
              <div className="min-h-0 grow">{children}</div>
            </main>
          </div>
          <OverlayHost />
          <CommandKeys />
          <SessionKeeping />
        </SidebarDrawerProvider>
      </MeProvider>
    );
  }
  if (me.isPending || signedOut) return <WorkspaceSkeleton />;
  if (hasStatus(me.error, 403)) {
    return (
      <main className="flex min-h-dvh items-center justify-center">
        <EmptyState
          icon={LockKeyhole}
          heading="h1"
          title={t.errors.suspendedTitle}
          action={<Button onClick={leaveAnyway}>{t.account.signOut}</Button>}
        >
          {sentenceOf(me.error, t.errors.suspended)}
        </EmptyState>
      </main>
    );
  }
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <EmptyState
        icon={CloudOff}
        heading="h1"
        title={t.errors.unreachableTitle}
        action={<Button onClick={() => me.refetch()}>{t.common.retry}</Button>}
      >
        {t.errors.unreachable}
      </EmptyState>
    </main>
  );
}

async function leaveAnyway() {
  await leave().catch(() => window.location.assign("/sign-in"));
}

function WorkspaceSkeleton() {
  const t = useMessages();
  return (
    <main className="flex h-dvh" aria-busy>
      <h1 className="sr-only">{t.common.loading}</h1>
      <div className="hidden w-66 shrink-0 border-e bg-sidebar md:block">
        <SidebarSkeleton />
      </div>
    </main>
  );
}
