import type { ListedSession, Session } from "@eai/contract";
import { scoreOf } from "../../data/text-match.ts";

export interface FoundSession {
  session: Session;
  match: ListedSession["match"];
  score: number;
}

/** What a match in the messages counts beside one in the title. */
const contentScore = 0.5;

/** Joins titles that are known here with what the server found in messages; best first, none twice. */
export function joinFound(
  sessions: readonly Session[],
  found: readonly ListedSession[],
  wanted: string,
  hidden: (id: string) => boolean,
): FoundSession[] {
  const matches = new Map(found.map((entry) => [entry.id, entry.match]));
  const byTitle = sessions
    .map((session) => ({ session, match: matches.get(session.id) ?? null, score: scoreOf(session.title, wanted) }))
    .filter((entry) => entry.score > 0);
  const known = new Set(byTitle.map((entry) => entry.session.id));
  const byContent = found
    .filter((entry) => !known.has(entry.id) && !hidden(entry.id))
    .map((entry) => ({ session: entry, match: entry.match, score: contentScore }));
  return [...byTitle.toSorted((one, other) => other.score - one.score), ...byContent];
}
