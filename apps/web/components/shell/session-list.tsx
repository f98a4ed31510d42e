"use client";
import { Search } from "lucide-react";
import { useState } from "react";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { groupByDay } from "@/data/session-days.ts";
import { useSessions } from "@/data/sessions.ts";
import { useMessages } from "@/messages/index.tsx";
import { SessionEntry } from "./session-entry.tsx";

const filterFrom = 6;

/** The person's conversations by day, with a filter on the title. */
export function SessionList() {
  const t = useMessages();
  const sessions = useSessions();
  const [filter, setFilter] = useState("");
  const all = sessions.data ?? [];
  const wanted = filter.trim().toLocaleLowerCase();
  const shown = wanted ? all.filter((session) => session.title.toLocaleLowerCase().includes(wanted)) : all;

  return (
    <nav aria-label={t.shell.conversations} className="flex min-h-0 grow flex-col">
      {(all.length >= filterFrom || filter) && (
        <div className="relative mx-2 mb-2">
          <Search className="pointer-events-none absolute top-2 left-2.5 size-4 text-subtle" aria-hidden />
          <input
            type="search"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
            placeholder={t.shell.filter}
            aria-label={t.shell.filter}
            className="h-8 w-full rounded-md border bg-background pr-2 pl-8 placeholder:text-subtle max-sm:text-base"
          />
        </div>
      )}
      <div className="min-h-0 grow overflow-y-auto px-2 pb-4">
        {sessions.isPending && (
          <div className="grid gap-2 p-2">
            <Skeleton className="h-5" />
            <Skeleton className="h-5 w-4/5" />
            <Skeleton className="h-5 w-3/5" />
          </div>
        )}
        {sessions.isSuccess && shown.length === 0 && (
          <p className="px-2 py-1 text-[0.8125rem] text-muted-foreground">
            {wanted ? t.shell.filterEmpty : t.shell.empty}
          </p>
        )}
        {groupByDay(shown).map((group) => (
          <section key={group.period} aria-label={t.shell[group.period]} className="mb-3">
            <h2 className="px-2 py-1.5 font-medium text-muted-foreground text-xs">{t.shell[group.period]}</h2>
            <ul className="flex flex-col gap-px">
              {group.sessions.map((session) => (
                <SessionEntry key={session.id} session={session} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </nav>
  );
}
