"use client";
import { LoaderCircle } from "lucide-react";
import { type RefObject, useEffect, useRef } from "react";
import { Button } from "@/components/ui/button.tsx";
import type { useSessions } from "@/data/sessions.ts";
import { useMessages } from "@/messages/index.tsx";

/** So far ahead of the end older ones are asked for: they are there before somebody is. */
const ahead = "600px 0px";

interface OlderSessionsProps {
  query: ReturnType<typeof useSessions>;
  scroller: RefObject<HTMLElement | null>;
}

/** The end of the list: older conversations are loaded when it comes near, and it says so meanwhile. */
export function OlderSessions({ query, scroller }: OlderSessionsProps) {
  const t = useMessages();
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const waits = hasNextPage && !isFetchingNextPage && !isFetchNextPageError;

  useEffect(() => {
    if (!waits || !end.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && void fetchNextPage(), {
      root: scroller.current,
      rootMargin: ahead,
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [waits, fetchNextPage, scroller]);

  if (!hasNextPage) return null;
  if (isFetchNextPageError && !isFetchingNextPage) {
    return (
      <div role="alert" className="grid justify-items-start gap-2 px-2 py-1 text-muted-foreground text-small">
        {t.conversations.olderFailed}
        <Button size="small" onClick={() => void fetchNextPage()}>
          {t.common.retry}
        </Button>
      </div>
    );
  }
  return (
    <div ref={end} role="status" className="flex min-h-8 items-center gap-2 px-2 text-muted-foreground text-xs">
      <LoaderCircle className="size-3.5 animate-spin" aria-hidden />
      {t.conversations.loadingOlder}
    </div>
  );
}
