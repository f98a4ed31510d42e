/** A number with its noun in German: `1 Dokument`, `2.000 Dokumente`. */
export function plural(count: number, one: string, many: string): string {
  return `${count.toLocaleString("de")} ${count === 1 ? one : many}`;
}

const spans: [seconds: number, one: string, many: string, manyAfterIn: string][] = [
  [86_400, "Tag", "Tage", "Tagen"],
  [3600, "Stunde", "Stunden", "Stunden"],
  [60, "Minute", "Minuten", "Minuten"],
  [1, "Sekunde", "Sekunden", "Sekunden"],
];

/** A time to wait in German, never too short: `40 Sekunden`, `2 Tage`. */
export function duration(seconds: number): string {
  const { count, one, many } = wholeSpan(seconds);
  return plural(count, one, many);
}

/** The same behind a preposition that takes the dative, such as „in“: `2 Tagen`, `einer Minute`. */
export function durationAfterIn(seconds: number): string {
  const { count, one, manyAfterIn } = wholeSpan(seconds);
  if (count === 1) return one === "Tag" ? "einem Tag" : `einer ${one}`;
  return plural(count, one, manyAfterIn);
}

function wholeSpan(seconds: number) {
  const [span, one, many, manyAfterIn] = spans.find(([least]) => seconds > least) ?? [
    1,
    "Sekunde",
    "Sekunden",
    "Sekunden",
  ];
  return { count: Math.max(1, Math.ceil(seconds / span)), one, many, manyAfterIn };
}
