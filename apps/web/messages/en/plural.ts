/** A number with its noun in English: `1 document`, `2,000 documents`. */
export function plural(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

const spans: [seconds: number, one: string, many: string][] = [
  [86_400, "day", "days"],
  [3600, "hour", "hours"],
  [60, "minute", "minutes"],
  [1, "second", "seconds"],
];

/** A time to wait in English, never too short: `40 seconds`, `2 minutes`. */
export function duration(seconds: number): string {
  const [span, one, many] = spans.find(([least]) => seconds > least) ?? [1, "second", "seconds"];
  return plural(Math.max(1, Math.ceil(seconds / span)), one, many);
}
