const englishUnits =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
const englishTens = "twenty thirty forty fifty sixty seventy eighty ninety";
const germanUnits =
  "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn";
const germanTens = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig";

/** What a word stands for, as a part of a number. */
const simple = new Map<string, number>([
  ...englishUnits.split(" ").map((word, index) => [word, index] as const),
  ...englishTens.split(" ").map((word, index) => [word, 20 + index * 10] as const),
  ...germanUnits.split(" ").map((word, index) => [word, index] as const),
  ...germanTens.split(" ").map((word, index) => [word, 20 + index * 10] as const),
  ["eins", 1],
  ["eine", 1],
  ["einen", 1],
  ["einem", 1],
  ["einer", 1],
  ["eines", 1],
  ["zwo", 2],
  ["dreissig", 30],
  ["half", 0.5],
  ["halb", 0.5],
  ["halbe", 0.5],
  ["halben", 0.5],
  ["halber", 0.5],
  ["halbes", 0.5],
  ["anderthalb", 1.5],
]);

const ordinalWords =
  "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth|erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte elfte zwölfte";
const ordinals = new Map<string, number>(
  ordinalWords.split("|").flatMap((list) => list.split(" ").map((word, index) => [word, index + 1] as const)),
);

const germanNumber = /^(?:(.{2,8})hundert(?:und)?|(hundert)(?:und)?)?(.*)$/;
const germanLeft = /^(.{3,6})und(.{6,8})$/;

/** `fünfundzwanzig`, `zweihundert`, `zweieinhalb`. */
function germanCompound(word: string): number | undefined {
  if (word.length > 40) return undefined;
  const thousands = word.indexOf("tausend");
  if (thousands >= 0) {
    const before = thousands === 0 ? 1 : germanCompound(word.slice(0, thousands));
    const rest = word.slice(thousands + "tausend".length);
    const after = rest === "" ? 0 : germanCompound(rest);
    return before === undefined || after === undefined ? undefined : before * 1000 + after;
  }
  const half = /^(.{3,6})einhalb$/.exec(word);
  if (half) {
    const whole = simple.get(half[1] ?? "");
    return whole === undefined ? undefined : whole + 0.5;
  }
  const [, count, single, rest = ""] = germanNumber.exec(word) ?? [];
  const hundreds = count === undefined ? (single === undefined ? 0 : 1) : simple.get(count);
  if (hundreds === undefined) return undefined;
  if (rest === "") return hundreds > 0 ? hundreds * 100 : undefined;
  const left = germanLeft.exec(rest);
  const ones = left ? simple.get(left[1] ?? "") : undefined;
  const tens = left ? simple.get(left[2] ?? "") : undefined;
  const low = ones !== undefined && tens !== undefined ? ones + tens : simple.get(rest);
  return low === undefined ? undefined : hundreds * 100 + low;
}

/**
 * The number a word of English or German says: `twelve`, `fünfundzwanzig`, `zweihundert`.
 * @param word lower case
 */
export function numberWord(word: string): number | undefined {
  return simple.get(word) ?? germanCompound(word);
}

/** `third` and `dritten` say 3. @param word lower case */
export function ordinalWord(word: string): number | undefined {
  return ordinals.get(word) ?? ordinals.get(word.replace(/e[nrsm]$/, "e"));
}

/** A word that is an article or a pronoun far more often than a number. */
export function isArticle(word: string): boolean {
  return word === "one" || /^ein(?:e[nmrs]?)?$/.test(word);
}
