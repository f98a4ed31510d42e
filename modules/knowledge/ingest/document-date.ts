/**
 * A date as a file gives it, in the form of RFC 3339.
 * @param text anything a date is written in that JavaScript reads: ISO 8601, the dates of mails
 * @returns null for what is no date, and for the placeholder dates of programs (before 1971, far in the future)
 */
export function documentDate(text: string | null | undefined): string | null {
  const plain = text?.trim() ?? "";
  if (plain.length < 8 || plain.length > 60 || !/\d{4}/.test(plain)) return null;
  const date = new Date(plain);
  const year = date.getUTCFullYear();
  return year > 1970 && year < 2200 ? date.toISOString() : null;
}
