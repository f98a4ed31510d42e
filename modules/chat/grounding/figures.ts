import { type FoundDate, sameDate, takeDates } from "./dates.ts";
import { isArticle, numberWord, ordinalWord } from "./number-words.ts";
import { scaleOf, type Unit, unitOf, unitStops } from "./units.ts";

/** A number as a text says it. */
export interface Figure {
  /** What it may mean: `1.500` is 1500 in German and 1.5 in English. */
  values: readonly number[];
  unit: Unit | null;
  /** A statement rests on it: false for `one`, a page, the number of a list item. */
  matters: boolean;
  /** `about 12`: near is enough. */
  rounded: boolean;
  index: number;
}

export interface Figures {
  figures: Figure[];
  dates: FoundDate[];
}

const clock = { kind: "clock", factor: 1 } as const;
const clockTime =
  /(?<![\d.,:])(\d{1,2})(?:[:.]([0-5]\d))?\s?(uhr|a\.?m\.?|p\.?m\.?)(?!\p{L})|(?<![\d.,:])(\d{1,2}):([0-5]\d)(?![\d:])/giu;
const number =
  /(?<![\p{L}\p{N}])\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d+)?|(?<![\p{L}\p{N}])\d+(?:[.,]\d+)?/gu;
const word = /\p{L}+/gu;
const listNumber = /^[ \t>]*\d{1,3}[.)](?=\s)/gm;
/** Where something stands, and not what it says. */
const reference =
  /(?:pages?|seiten?|p\.|s\.|sections?|abschnitte?s?|kapitel|chapter|§|articles?|artikel|art\.|paragraph|absatz|steps?|schritt|sources?|quellen?|version|no\.|nr\.|#|annex|anhang|anlage|tables?|tabelle|figure|abbildung|ziffer|punkt|point|item)\s*$/iu;
const approximately =
  /(?:about|around|approximately|roughly|nearly|almost|circa|ca\.|rund|etwa|ungefähr|knapp|fast|~|≈)\s*$/iu;
const lookAround = 24;
const leastLargeNumber = 13;

/**
 * Finds the figures and dates of a text: in digits with either decimal separator, and in English and German words; with
 * percentages, units of time, money, length and weight.
 */
export function figuresOf(text: string): Figures {
  // One character stays one character: places in the text are kept.
  const plain = text.replace(listNumber, (found) => " ".repeat(found.length));
  const { dates, rest } = takeDates(plain);
  const figures: Figure[] = [];
  for (const { readings, index } of dates) {
    const years = readings.flatMap(({ year }) => (year === null ? [] : [year]));
    if (years.length > 0) figures.push({ values: years, unit: null, matters: false, rounded: false, index });
  }
  const withoutTimes = rest.replace(clockTime, (...found) => {
    const [whole, hour, minute, half, otherHour, otherMinute] = found as string[];
    const index = found.find((part): part is number => typeof part === "number") ?? 0;
    const values = minutesOfDay(Number(hour ?? otherHour), Number(minute ?? otherMinute ?? 0), half);
    figures.push({ values, unit: clock, matters: true, rounded: false, index });
    return " ".repeat(whole?.length ?? 0);
  });
  for (const found of withoutTimes.matchAll(number)) figures.push(readDigits(withoutTimes, found[0], found.index));
  figures.push(...readWords(withoutTimes));
  return { figures, dates };
}

function minutesOfDay(hour: number, minute: number, half: string | undefined): number[] {
  const time = hour * 60 + minute;
  const suffix = half?.toLowerCase().replaceAll(".", "");
  if (suffix === "pm") return [hour === 12 ? time : time + 720];
  if (suffix === "am") return [hour === 12 ? time - 720 : time];
  // Who says `2:30` may mean the afternoon.
  return suffix === undefined && hour < 12 ? [time, time + 720] : [time];
}

function readDigits(text: string, digits: string, index: number): Figure {
  const earlier = text.slice(Math.max(0, index - lookAround), index);
  const after = index + digits.length;
  // `2.0.1`, `4G`, `10x`: a part of a name, where it is not `10km`.
  const next = wordsAfter(text, after)[0];
  const isGlued = next?.gap === 0 && !unitOf(next.word) && !scaleOf(next.word);
  const isName = isGlued || /^[.,]\d/.test(text.slice(after, after + 2));
  const { unit, factors } = measured(text, after, earlier);
  const values = valuesOf(digits).flatMap((value) => factors.map((factor) => value * factor));
  const matters = !isName && !reference.test(earlier);
  return { values, unit, matters, rounded: approximately.test(earlier), index };
}

function valuesOf(digits: string): number[] {
  const compact = digits.replace(/[\s'’]/g, "");
  const separators = compact.match(/[.,]/g) ?? [];
  const last = separators.at(-1);
  if (last === undefined) return [Number(compact)];
  const parts = compact.split(/[.,]/);
  const decimals = parts.at(-1) ?? "";
  const asWhole = Number(parts.join(""));
  const asDecimal = Number(`${parts.slice(0, -1).join("")}.${decimals}`);
  const mixed = new Set(separators).size > 1;
  if (separators.length > 1) return mixed ? [asDecimal] : [asWhole];
  const isGrouped = decimals.length === 3 && (parts[0]?.length ?? 0) <= 3 && parts[0] !== "0";
  return isGrouped ? [asWhole, asDecimal] : [asDecimal];
}

interface Following {
  word: string;
  /** Characters between it and what stands before. */
  gap: number;
}

function wordsAfter(text: string, from: number): Following[] {
  const tail = text.slice(from, from + 60);
  const found: Following[] = [];
  let end = 0;
  for (const match of tail.matchAll(/[\p{L}%€$£°]+/gu)) {
    const between = tail.slice(end, match.index);
    if (!/^[\s\u00a0-]*$/.test(between) && !(found.length > 0 && /^\.\s*$/.test(between))) break;
    found.push({ word: match[0].toLowerCase(), gap: between.length });
    end = match.index + match[0].length;
    if (found.length === 4) break;
  }
  return found;
}

/** The unit of the number that ends at `from`, and what it is multiplied by. */
function measured(text: string, from: number, earlier: string): { unit: Unit | null; factors: readonly number[] } {
  let factors: readonly number[] = [1];
  const sign = /(€|\$|£|eur|usd|chf|gbp)\s?$/iu.exec(earlier)?.[1]?.toLowerCase();
  for (const [position, { word: next }] of wordsAfter(text, from).entries()) {
    const scale = position === 0 ? scaleOf(next) : undefined;
    if (scale) {
      factors = scale;
      continue;
    }
    const unit = unitOf(next);
    if (unit) return { unit, factors };
    if (unitStops.has(next)) break;
  }
  return { unit: sign === undefined ? null : (unitOf(sign) ?? null), factors };
}

function readWords(text: string): Figure[] {
  const found: Figure[] = [];
  const words = [...text.matchAll(word)];
  for (let position = 0; position < words.length; position++) {
    const first = words[position];
    if (!first) continue;
    const spoken = first[0].toLowerCase();
    const ordinal = ordinalWord(spoken);
    if (ordinal !== undefined) {
      found.push({ values: [ordinal], unit: null, matters: false, rounded: false, index: first.index });
      continue;
    }
    let value = numberWord(spoken);
    if (value === undefined) {
      const unit = /^an?$/.test(spoken) ? unitOf(words[position + 1]?.[0].toLowerCase() ?? "") : undefined;
      if (unit) found.push({ values: [1], unit, matters: false, rounded: false, index: first.index });
      continue;
    }
    let end = first.index + spoken.length;
    let last = position;
    // `twenty-five`, `two hundred and ten`
    for (const next of words.slice(position + 1, position + 8)) {
      const between = text.slice(end, next.index);
      const part = next[0].toLowerCase();
      if (!/^[ -]$/.test(between)) break;
      const added = numberWord(part);
      if (part === "hundred") value *= 100;
      else if (part === "and" && value >= 100) {
        end = next.index + part.length;
        last += 1;
        continue;
      } else if (added !== undefined && added < 10 && value >= 20 && value % 10 === 0) value += added;
      else if (added !== undefined && added < 100 && value >= 100 && value % 100 === 0) value += added;
      else break;
      end = next.index + part.length;
      last += 1;
    }
    position = last;
    const { unit, factors } = measured(text, end, "");
    const isPlain = isArticle(spoken) && value === 1;
    found.push({
      values: factors.map((factor) => (value ?? 0) * factor),
      unit,
      matters: !isPlain && (unit !== null || value >= leastLargeNumber),
      rounded: approximately.test(text.slice(Math.max(0, first.index - lookAround), first.index)),
      index: first.index,
    });
  }
  return found;
}

const roundedTolerance = 0.06;

/** True when the passage's figure is the statement's: the same number of the same thing, in whatever unit of it. */
export function sameFigure(said: Figure, known: Figure): boolean {
  const [left, right] = [said.unit, known.unit];
  if (left !== null && right !== null && left.kind !== right.kind) return false;
  const [leftFactor, rightFactor] = left !== null && right !== null ? [left.factor, right.factor] : [1, 1];
  const tolerance = said.rounded ? roundedTolerance : 1e-9;
  return said.values.some((one) =>
    known.values.some((other) => {
      const [a, b] = [one * leftFactor, other * rightFactor];
      return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
    }),
  );
}

/** Whether one of these figures and dates says what the date of a statement says. */
export function knowsDate({ readings }: FoundDate, known: Figures): boolean {
  const knowsYear = (year: number) => known.figures.some(({ values, unit }) => unit === null && values.includes(year));
  return readings.some((said) =>
    known.dates.some((date) => date.readings.some((reading) => sameDate(said, reading, knowsYear))),
  );
}
