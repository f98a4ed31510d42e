"use client";
import type { AccessList } from "@eai/contract";
import { useState } from "react";
import { Avatar } from "@/components/ui/avatar.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useMessages } from "@/messages/index.tsx";

const shownAtFirst = 5;

/** The people that all the rules come to: how many, and who. */
export function Audience({ access }: { access: AccessList }) {
  const t = useMessages();
  const [all, setAll] = useState(false);
  const { people, people_count: count } = access;
  const shown = all ? people : people.slice(0, shownAtFirst);
  const rest = count - people.length;
  return (
    <section aria-label={t.sharing.who} className="grid gap-1.5">
      <div className="flex items-baseline justify-between gap-3 text-small">
        <h3 className="font-medium">{t.sharing.who}</h3>
        <span className="text-muted-foreground tabular-nums">{t.sharing.whoCount(count)}</span>
      </div>
      <ul className="grid gap-1">
        {shown.map((person) => (
          <li key={person.id} className="flex items-center gap-2.5 py-0.5">
            <Avatar name={person.name} />
            <span className="min-w-0 grow truncate" title={person.email}>
              <bdi>{person.name}</bdi>
              <span className="text-muted-foreground text-xs"> {person.email}</span>
            </span>
            {person.may_write && <Badge>{t.sharing.mayEdit}</Badge>}
          </li>
        ))}
      </ul>
      {all && rest > 0 && <p className="text-muted-foreground text-xs">{t.sharing.whoRest(rest)}</p>}
      {people.length > shownAtFirst && (
        <Button variant="link" size="small" className="justify-self-start" onClick={() => setAll(!all)}>
          {all ? t.sharing.whoShowLess : t.sharing.whoShowAll(count)}
        </Button>
      )}
      <p role="status" className="sr-only">
        {t.sharing.whoLive(count)}
      </p>
    </section>
  );
}
