import type { Session } from "@eai/contract";

export type SessionPeriod = "pinned" | "today" | "yesterday" | "lastWeek" | "lastMonth" | "older";

const dayMilliseconds = 24 * 60 * 60 * 1000;

function startOfDay(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}

function periodOf(session: Session, now: Date): SessionPeriod {
  if (session.pinned) return "pinned";
  // Rounded, so that a day of 23 or 25 hours counts as one.
  const days = Math.round((startOfDay(now) - startOfDay(new Date(session.updated_at))) / dayMilliseconds);
  if (days <= 0) return "today";
  if (days === 1) return "yesterday";
  if (days <= 7) return "lastWeek";
  return days <= 30 ? "lastMonth" : "older";
}

/** Conversations in the order given, under the heading of their day (in the reader's time zone). */
export function groupByDay(
  sessions: readonly Session[],
  now = new Date(),
): { period: SessionPeriod; sessions: Session[] }[] {
  const groups = new Map<SessionPeriod, Session[]>();
  for (const period of ["pinned", "today", "yesterday", "lastWeek", "lastMonth", "older"] as const)
    groups.set(period, []);
  for (const session of sessions) groups.get(periodOf(session, now))?.push(session);
  return [...groups]
    .filter(([, entries]) => entries.length > 0)
    .map(([period, entries]) => ({ period, sessions: entries }));
}
