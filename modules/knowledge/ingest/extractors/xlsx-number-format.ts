/** How a cell shows its number, as far as the text needs it. */
export type NumberFormat =
  | { kind: "general" }
  | { kind: "date"; hasDate: boolean; hasTime: boolean }
  | { kind: "elapsed" }
  | { kind: "number"; decimals: number; isPercent: boolean; currency: string };

const general: NumberFormat = { kind: "general" };

/** Formats that files name by number only (ECMA-376 part 1, 18.8.30). */
const builtIn: Readonly<Record<number, string>> = {
  1: "0",
  2: "0.00",
  3: "#,##0",
  4: "#,##0.00",
  9: "0%",
  10: "0.00%",
  14: "yyyy-mm-dd",
  15: "d-mmm-yy",
  16: "d-mmm",
  17: "mmm-yy",
  18: "h:mm AM/PM",
  19: "h:mm:ss AM/PM",
  20: "h:mm",
  21: "h:mm:ss",
  22: "yyyy-mm-dd h:mm",
  37: "#,##0",
  38: "#,##0",
  39: "#,##0.00",
  40: "#,##0.00",
  45: "mm:ss",
  46: "[h]:mm:ss",
  47: "mm:ss.0",
};

/**
 * @param id `numFmtId` of a cell format
 * @param codes the formats that the file itself defines, by id
 */
export function numberFormat(id: number, codes: ReadonlyMap<number, string>): NumberFormat {
  return parseFormat(codes.get(id) ?? builtIn[id] ?? "");
}

/** The first section of a format code, which is the one of positive numbers. */
function parseFormat(code: string): NumberFormat {
  const symbol = /\[\$([^\]-]{0,10})/.exec(code)?.[1] ?? /[$€£¥]/.exec(code)?.[0] ?? "";
  const elapsed = /\[(?:h+|m+|s+)\]/i.test(code);
  const plain = code
    .slice(0, 300)
    .replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, "")
    .split(";")[0];
  if (elapsed) return { kind: "elapsed" };
  if (plain === undefined || plain === "" || /general|@/i.test(plain)) return general;
  const letters = plain.replace(/AM\/PM|A\/P/gi, "h");
  const hasTime = /[hs]/i.test(letters);
  const hasDate = /[yd]/i.test(letters) || (/m/i.test(letters) && !hasTime);
  if (hasDate || hasTime) return { kind: "date", hasDate, hasTime };
  if (!/[0#?]/.test(plain) || /[/]/.test(plain) || /E[+-]/i.test(plain)) return general;
  const decimals = /\.([0#?]+)/.exec(plain)?.[1] ?? "";
  return { kind: "number", decimals: decimals.length, isPercent: plain.includes("%"), currency: symbol };
}

/** @param startsIn1904 days are counted from 1904, as old Macs did, and not from 1900 */
export function formatNumber(value: number, format: NumberFormat, startsIn1904: boolean): string {
  switch (format.kind) {
    case "general":
      return plainNumber(value);
    case "number": {
      const digits = (format.isPercent ? value * 100 : value).toFixed(Math.min(format.decimals, 15));
      const text = format.isPercent ? `${digits}%` : digits;
      return format.currency === "" ? text : `${text} ${format.currency}`;
    }
    case "date":
      return dateText(value, format, startsIn1904) ?? plainNumber(value);
    case "elapsed": {
      const seconds = Math.round(Math.abs(value) * 86_400);
      const sign = value < 0 ? "-" : "";
      return `${sign}${Math.floor(seconds / 3600)}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
    }
    default:
      return format satisfies never;
  }
}

/** Fifteen digits, as Excel has them: 0.1 + 0.2 is 0.3. */
function plainNumber(value: number): string {
  return String(Number(value.toPrecision(15)));
}

function dateText(
  serial: number,
  { hasDate, hasTime }: { hasDate: boolean; hasTime: boolean },
  startsIn1904: boolean,
): string | null {
  // Excel has a 29 February 1900, which never was.
  const days = startsIn1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  if (days < 0 || days > 2_958_466) return null;
  const date = new Date(Date.UTC(1899, 11, 30) + Math.round(days * 86_400) * 1000);
  const iso = date.toISOString();
  const time = iso.slice(17, 19) === "00" ? iso.slice(11, 16) : iso.slice(11, 19);
  if (!hasDate) return time;
  return hasTime ? `${iso.slice(0, 10)} ${time}` : iso.slice(0, 10);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
