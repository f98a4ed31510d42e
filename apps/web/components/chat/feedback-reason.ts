/** What can be wrong with an answer; the words are what is stored, whatever language the page has. */
export const feedbackReasons = ["incorrect", "incomplete", "sources", "outdated", "format"] as const;
export type FeedbackReason = (typeof feedbackReasons)[number];

const longestReason = 2_000;

/** `incorrect, sources: The figure is of last year` */
export function reasonText(reasons: readonly FeedbackReason[], more: string): string {
  const chosen = feedbackReasons.filter((reason) => reasons.includes(reason)).join(", ");
  return [chosen, more.trim()].filter(Boolean).join(": ").slice(0, longestReason);
}

/** The two parts of a stored reason. */
export function reasonParts(text: string | null): { reasons: FeedbackReason[]; more: string } {
  const [first = "", ...rest] = (text ?? "").split(": ");
  const words = first.split(", ");
  const reasons = feedbackReasons.filter((reason) => words.includes(reason));
  // Written before there were reasons to choose from, or without choosing one.
  if (reasons.length !== words.length) return { reasons: [], more: text ?? "" };
  return { reasons, more: rest.join(": ") };
}
