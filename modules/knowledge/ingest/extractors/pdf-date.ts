const form = /^(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-])(\d\d)'?(\d\d)?)?/;

/**
 * A date as PDF writes it, `D:20240131120000+01'00'`, in RFC 3339; what is left out is the first there is, a missing zone UTC.
 * @returns null for anything else, and for dates before PDF or to come
 */
export function pdfDate(value: unknown): string | null {
  const match = typeof value === "string" ? form.exec(value.trim()) : null;
  if (match === null) return null;
  const [, year, month = "01", day = "01", hour = "00", minute = "00", second = "00", , sign, zoneHour, zoneMinute] =
    match;
  const zone = sign === undefined ? "Z" : `${sign}${zoneHour}:${zoneMinute ?? "00"}`;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  const isLikely = date.getTime() > Date.UTC(1980, 0) && date.getTime() < Date.now() + 86_400_000;
  return isLikely ? date.toISOString() : null;
}
