const units = ["B", "KB", "MB", "GB"] as const;

/** A number of bytes for people: `1.4 MB`. */
export function formatBytes(bytes: number, language: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toLocaleString(language, { maximumFractionDigits: digits })} ${units[unit]}`;
}

const steps: [limitSeconds: number, divisor: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [60, 1, "second"],
  [3600, 60, "minute"],
  [86_400, 3600, "hour"],
  [7 * 86_400, 86_400, "day"],
];

/** How long ago: "5 minutes ago"; after a week the date. */
export function formatAgo(time: string, language: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000);
  const step = steps.find(([limit]) => seconds < limit);
  if (!step) return formatDate(time, language);
  const [, divisor, unit] = step;
  if (unit === "second") return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(0, "second");
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-Math.floor(seconds / divisor), unit);
}

/** The day of a time: `Nov 27, 2026`. */
export function formatDate(time: string, language: string): string {
  return new Date(time).toLocaleDateString(language, { year: "numeric", month: "short", day: "numeric" });
}

/** A time of a day: `Nov 27, 2026, 11:05 PM`. */
export function formatTime(time: string, language: string): string {
  return new Date(time).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
}

/** Millionths of a dollar as people write them: `$12.35`, and of less than ten cents one digit that counts. */
export function formatMicroUsd(microUsd: number, language: string): string {
  const isSmall = microUsd > 0 && microUsd < 100_000;
  const digits = isSmall ? { maximumSignificantDigits: 1 } : {};
  return (microUsd / 1_000_000).toLocaleString(language, { style: "currency", currency: "USD", ...digits });
}

/** The day on which a month begins anew, in the time zone it is counted in: `Dec 1, 2026`. */
export function formatMonthEnd(endsAt: string, timeZone: string, language: string): string {
  return new Date(endsAt).toLocaleDateString(language, { year: "numeric", month: "short", day: "numeric", timeZone });
}
