/** A date as far as it is said; `null` where it is not. */
export interface SaidDate {
  day: number | null;
  month: number;
  year: number | null;
}

const monthNames: readonly string[] = [
  "january januar jan jänner",
  "february februar feb",
  "march märz mar mrz",
  "april apr",
  "may mai",
  "june juni jun",
  "july juli jul",
  "august aug",
  "september sept sep",
  "october oktober oct okt",
  "november nov",
  "december dezember dec dez",
];
const months = new Map(
  monthNames.flatMap((names, index) => names.split(" ").map((name) => [name, index + 1] as const)),
);
const month = `(${[...months.keys()].toSorted((left, right) => right.length - left.length).join("|")})`;
export const monthWords: readonly string[] = [...months.keys()];
const dayEnding = String.raw`(?:\.|st|nd|rd|th)?`;
const whole = String.raw`(?<![\p{L}\p{N}.,/:-])`;

interface Pattern {
  expression: RegExp;
  read(found: RegExpExecArray): SaidDate[];
}

function pattern(source: string, read: Pattern["read"]): Pattern {
  return { expression: new RegExp(source, "giu"), read };
}

const patterns: readonly Pattern[] = [
  pattern(String.raw`${whole}(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)`, ([, year, m, day]) => dated(day, m, year)),
  pattern(String.raw`${whole}(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?!\d)`, ([, day, m, year]) =>
    dated(day, m, year),
  ),
  pattern(String.raw`(?<=(?:am|bis|zum|vom|ab|dem|den)\s)(\d{1,2})\.\s?(\d{1,2})\.(?!\d)`, ([, day, m]) =>
    dated(day, m),
  ),
  // 03/04/2024 is April in one country and March in another.
  pattern(String.raw`${whole}(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})(?!\d)`, ([, one, other, year]) => [
    ...dated(one, other, year),
    ...dated(other, one, year),
  ]),
  pattern(
    String.raw`${whole}(\d{1,2})${dayEnding}\s+(?:of\s+)?${month}(?!\p{L})\.?(?:,?\s+(\d{4})(?!\d))?`,
    ([, day, name, year]) => dated(day, name, year),
  ),
  pattern(
    String.raw`(?<!\p{L})${month}(?!\p{L})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?![\d.:]\d|\d|\p{L})(?:,?\s+(\d{4})(?!\d))?`,
    ([, name, day, year]) => dated(day, name, year),
  ),
  pattern(String.raw`(?<!\p{L})${month}(?!\p{L})\.?\s+(\d{4})(?!\d)`, ([, name, year]) => dated(undefined, name, year)),
];

/** A month by itself; `may` and `march` are verbs as well, unless a word before them says otherwise. */
const alone = new RegExp(String.raw`(?<!\p{L})${month}(?!\p{L})`, "giu");
const verbs = /^(?:may|march|mar|jan|mai|sep|dec)$/i;
const before = /(?:in|by|until|till|since|from|of|end|to|im|bis|seit|ab|ende|anfang|mitte|every|each)\s+$/i;

function dated(day: string | undefined, m: string | undefined, year?: string): SaidDate[] {
  const monthNumber = months.get((m ?? "").toLowerCase()) ?? Number(m);
  const dayNumber = day === undefined ? null : Number(day);
  if (!(monthNumber >= 1 && monthNumber <= 12) || (dayNumber !== null && !(dayNumber >= 1 && dayNumber <= 31))) {
    return [];
  }
  const written = year === undefined ? null : Number(year);
  return [{ day: dayNumber, month: monthNumber, year: written !== null && written < 100 ? 2000 + written : written }];
}

export interface FoundDate {
  /** What it may mean; any of them. */
  readings: SaidDate[];
  index: number;
}

/**
 * Finds the dates of a text in English, German and in figures.
 * @returns them, and the text with spaces in their place
 */
export function takeDates(text: string): { dates: FoundDate[]; rest: string } {
  const dates: FoundDate[] = [];
  let rest = text;
  for (const { expression, read } of patterns) {
    if (!/\d/.test(rest)) break;
    rest = rest.replace(expression, (...found) => {
      const groups = found as unknown as RegExpExecArray;
      const readings = read(groups);
      if (readings.length === 0) return groups[0];
      dates.push({ readings, index: found.find((part): part is number => typeof part === "number") ?? 0 });
      return " ".repeat(groups[0].length);
    });
  }
  for (const found of rest.matchAll(alone)) {
    const [name] = found;
    const isName = /^\p{Lu}/u.test(name) && (!verbs.test(name) || before.test(rest.slice(0, found.index).slice(-12)));
    const value = months.get(name.toLowerCase());
    if (isName && value !== undefined) {
      dates.push({ readings: [{ day: null, month: value, year: null }], index: found.index });
    }
  }
  return { dates, rest };
}

/** True when a date of a passage says what a date of a statement says. */
export function sameDate(said: SaidDate, known: SaidDate, knowsYear: (year: number) => boolean): boolean {
  if (said.month !== known.month) return false;
  if (said.day !== null && said.day !== known.day) return false;
  if (said.year === null || said.year === known.year) return true;
  return known.year === null && knowsYear(said.year);
}

/** A month's name, in English or German: after `1.` it tells that the full stop ends no sentence. */
export function isMonth(word: string): boolean {
  return months.has(word.toLowerCase());
}
