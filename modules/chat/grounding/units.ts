/** What a figure counts: figures of different kinds are never the same, those of one kind are after conversion. */
export interface Unit {
  kind: string;
  /** In the smallest unit of the kind. */
  factor: number;
}

const units = new Map<string, Unit>();
const scales = new Map<string, readonly number[]>();

function unit(kind: string, factor: number, words: string): void {
  for (const word of words.split(" ")) units.set(word, { kind, factor });
}

function scale(values: readonly number[], words: string): void {
  for (const word of words.split(" ")) scales.set(word, values);
}

unit("percent", 1, "% percent prozent pct pourcent procent ciento");
unit("seconds", 1, "second seconds sec sekunde sekunden");
unit("seconds", 60, "minute minutes min minuten");
unit("seconds", 3600, "hour hours hr hrs stunde stunden std heures horas");
unit("days", 1, "day days tag tage tagen tages arbeitstag arbeitstage arbeitstagen werktag werktage werktagen");
unit("days", 1, "kalendertage kalendertagen urlaubstag urlaubstage urlaubstagen jours días dias");
unit("days", 7, "week weeks woche wochen semaines semanas");
unit("months", 1, "month months monat monate monaten monats mois meses");
unit("months", 3, "quarter quarters quartal quartale quartalen");
unit("months", 12, "year years jahr jahre jahren jahres ans années años anos");
unit("euro", 1, "€ eur euro euros");
unit("dollar", 1, "$ usd dollar dollars us$");
unit("pound", 1, "£ gbp");
unit("franc", 1, "chf franken");
unit("metres", 0.001, "mm millimetre millimetres millimeter millimetern");
unit("metres", 0.01, "cm centimetre centimetres centimeter centimeters zentimeter");
unit("metres", 1, "metre metres meter meters metern");
unit("metres", 1000, "km kilometre kilometres kilometer kilometers kilometern");
unit("grams", 1, "g gram grams gramm");
unit("grams", 1000, "kg kilogram kilograms kilogramm kilo kilos");
unit("grams", 1_000_000, "tonne tonnes tonnen");
unit("bytes", 1, "kb kilobyte kilobytes");
unit("bytes", 1000, "mb megabyte megabytes");
unit("bytes", 1_000_000, "gb gigabyte gigabytes");
unit("bytes", 1_000_000_000, "tb terabyte terabytes");
unit("degrees", 1, "°c °f °");
scale([1000], "thousand tausend tsd k");
scale([1e6], "million millions millionen mio mln");
// A German `Billion` is a thousand times the English one.
scale([1e9, 1e12], "billion billions billionen");
scale([1e9], "bn mrd milliarde milliarden");
scale([1e12], "trillion trillions");

/** @param word lower case, without a full stop at its end */
export function unitOf(word: string): Unit | undefined {
  return units.get(word);
}

/** What the number before this word is multiplied by, where it is such a word. */
export function scaleOf(word: string): readonly number[] | undefined {
  return scales.get(word);
}

/** After these the unit of a figure is not looked for any further: `five people per week` are not weeks. */
export const unitStops = new Set(
  "per pro a an in of von vom im each je jede jeden innerhalb within and or und oder to bis for für at am on with mit from ab is are ist sind if wenn before after vor nach every by until".split(
    " ",
  ),
);

/** The words of all units. */
export function unitWords(): string[] {
  return [...units.keys()];
}
