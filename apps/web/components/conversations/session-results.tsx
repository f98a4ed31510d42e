"use client";
import { LoaderCircle } from "lucide-react";
import Link from "next/link";
import { useCurrentSessionId } from "@/components/commands/use-current-session.ts";
import { useSidebarDrawer } from "@/components/shell/sidebar-drawer.tsx";
import { cn } from "@/components/ui/class-names.ts";
import { formatAgo } from "@/data/format.ts";
import { sessionPath } from "@/data/session-search.ts";
import { markedPieces, piecesAround } from "@/data/text-match.ts";
import { useMessages } from "@/messages/index.tsx";
import type { FoundSession } from "./found-sessions.ts";
import { MarkedText } from "./marked-text.tsx";
import { RovingArea, useRovingRow } from "./roving-rows.tsx";
import { useFoundSessions } from "./use-found-sessions.ts";

/** What a search of conversations has found; each opens at the message that says it. */
export function SessionResults({ wanted }: { wanted: string }) {
  const t = useMessages();
  const words = t.conversations;
  const { found, searching, failed } = useFoundSessions(wanted);
  return (
    <section aria-label={words.results}>
      <p role="status" className="flex min-h-8 items-center gap-2 px-2 text-muted-foreground text-xs">
        {searching && found.length === 0 && (
          <>
            <LoaderCircle className="size-3.5 animate-spin" aria-hidden />
            {words.searching}
          </>
        )}
        {found.length > 0 && words.found(found.length)}
        {found.length === 0 && !searching && !failed && (
          <span className="[overflow-wrap:anywhere]">{words.searchEmpty(wanted)}</span>
        )}
      </p>
      {failed && <p className="px-2 pb-2 text-warning-text text-xs">{words.searchFailed}</p>}
      <RovingArea rows={found.map(({ session }) => session.id)} initial={undefined}>
        <ul className="grid gap-px">
          {found.map((entry) => (
            <Result key={entry.session.id} entry={entry} wanted={wanted} />
          ))}
        </ul>
      </RovingArea>
    </section>
  );
}

function Result({ entry: { session, match }, wanted }: { entry: FoundSession; wanted: string }) {
  const t = useMessages();
  const drawer = useSidebarDrawer();
  const { row } = useRovingRow(session.id);
  const current = useCurrentSessionId() === session.id;
  const excerpt = match?.message_id ? match : null;
  return (
    <li>
      <Link
        href={sessionPath(session, excerpt?.message_id)}
        {...row}
        aria-current={current ? "page" : undefined}
        onClick={() => drawer.setOpen(false)}
        className={cn("grid gap-0.5 rounded-md px-2 py-1.5 hover:bg-hover", current && "bg-hover")}
      >
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 grow truncate">
            <MarkedText pieces={markedPieces(session.title, wanted)} />
          </span>
          {!excerpt && (
            <span className="shrink-0 text-subtle text-tiny">{formatAgo(session.updated_at, t.language)}</span>
          )}
        </span>
        {excerpt && (
          <span className="line-clamp-2 text-muted-foreground text-xs [overflow-wrap:anywhere]">
            <MarkedText pieces={piecesAround(excerpt.text, excerpt.start_char, excerpt.end_char)} />
          </span>
        )}
      </Link>
    </li>
  );
}
