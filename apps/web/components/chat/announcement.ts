/** How far an answer has been read out, and when. */
export interface AnnouncerState {
  /** Characters of the plain text. */
  said: number;
  /** Milliseconds of the clock that tells `now`, until when the last words take. */
  busyUntil: number;
}

/** About as fast as screen readers speak at their usual speed. */
const charactersPerSecond = 16;
const shortestPauseMilliseconds = 3_000;
/** More than this is not read out by itself at once. */
const longestAnnouncement = 280;

export const unheard: AnnouncerState = { said: 0, busyUntil: 0 };

/**
 * What of a growing answer is to be read out now: whole sentences, not before the last ones can have been spoken.
 * Where the answer runs ahead, sentences are left out rather than read late.
 * @param text plain, see `spokenText`
 * @param ended nothing follows: the rest is a sentence, however it ends
 */
export function nextAnnouncement(
  state: AnnouncerState,
  text: string,
  now: number,
  ended: boolean,
): { say: string; state: AnnouncerState } | undefined {
  if (now < state.busyUntil && !ended) return undefined;
  const end = ended ? text.length : lastSentenceEnd(text);
  if (end <= state.said) return undefined;
  const fresh = text.slice(state.said, end).trim();
  if (fresh === "") return undefined;
  const say = fresh.length <= longestAnnouncement ? fresh : shortened(fresh);
  const milliseconds = Math.max(shortestPauseMilliseconds, (say.length / charactersPerSecond) * 1000);
  return { say, state: { said: end, busyUntil: now + milliseconds } };
}

/** The first whole sentences that are not too long together. */
function shortened(text: string): string {
  const end = lastSentenceEnd(text.slice(0, longestAnnouncement));
  if (end > 0) return text.slice(0, end).trim();
  return `${text.slice(0, longestAnnouncement).replace(/\s\S*$/, "")}…`;
}

const sentenceEnd = /[.!?…。！？](?:["”’)\]]*)(?=\s)|\n/g;

function lastSentenceEnd(text: string): number {
  let end = 0;
  for (const match of text.matchAll(sentenceEnd)) end = match.index + match[0].length;
  return end;
}

/** Markdown as it is spoken: without signs, numbers of sources, code and addresses. */
export function spokenText(markdown: string): string {
  return markdown
    .replace(/```[\s\S]*?(?:```|$)/g, "\n")
    .replace(/\$\$[\s\S]*?(?:\$\$|$)/g, "\n")
    .replace(/!?\[([^\]]*)\]\([^)\s]*\)/g, "$1")
    .replace(/\s?\[\^?\d{1,3}\]/g, "")
    .replace(/^[ \t:|-]+$/gm, "")
    .replace(/^[ \t]*(?:#{1,6}|[-*+]|\d+[.)]|>)\s+/gm, "")
    .replace(/[*_`~]+/g, "")
    .replace(/[ \t]*\|[ \t]*/g, " ");
}
