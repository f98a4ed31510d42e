/** Frequent short words that tell languages of the Latin script apart. */
const frequentWords: Record<string, string> = {
  en: "the and of to in is that for with was are this have from not by which you be on as it or at we can will if must",
  de: "der die und das den von zu mit sich des auf ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei oder wir ich für über zur",
  fr: "le la les et des en un du une que est dans qui par pour au sur pas plus ne se sont avec ce il sa cette aux ou nous vous être mais leur",
  es: "el la de que y en los del se las por un para con no una su al es lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre",
  it: "il di che la e in un del è per una sono della con non le si da al come dei più nel alla anche gli delle ha lo questo ma degli nella",
  pt: "o de a que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando são pelo também",
  nl: "de het een van en in is dat op te voor met zijn niet aan er die als ook door maar om bij uit werd naar kan worden deze dit heeft wij onze geen binnen per na wordt zijn bij",
  sv: "och att det som en på är av för med den till inte om ett har de jag var vi kan från så men eller när ska hade också efter vid mot",
  da: "og at det er en til på af for med den ikke der har de som jeg vi kan fra var så men eller når skal også efter ved blev mod hvor",
  no: "og å det er en til på av for med den ikke som har de jeg vi kan fra var så men eller når skal også etter ved ble mot hvor bare",
  fi: "ja on ei se että oli hän ovat tai kun mutta myös joka sen olla sekä mukaan ole jos niin kuin voi tämä mitä vain",
  pl: "i w na nie z się do to że jest o jak po za od przez co dla tym są ale oraz który przy być może tak czy jego już tylko",
  cs: "a v se na je že o s z do to i pro by jako za jsou byl po který ale tak jeho co nebo při byla jsem aby také",
  ro: "și de în la a cu pe nu că care din pentru este o un să mai se sunt ca prin fost lui sau după fi dar",
  hu: "a az és hogy nem is egy ez volt meg csak de ha mint már még vagy el kell azt lehet ezt után minden",
  tr: "ve bir bu da de için ile çok olarak daha olan gibi kadar sonra ne var en ancak her değil ya ki o olduğu",
  id: "yang dan di dari untuk dengan pada ini itu tidak dalam akan adalah oleh ke juga atau dapat sebagai karena ada kami",
};

const languagesOfWord = new Map<string, string[]>();
for (const [language, words] of Object.entries(frequentWords)) {
  for (const word of new Set(words.split(" "))) {
    languagesOfWord.set(word, [...(languagesOfWord.get(word) ?? []), language]);
  }
}

/** Scripts that settle the language, or nearly; Latin is told apart by words. */
const scripts: readonly { language: string; letters: RegExp }[] = [
  { language: "ja", letters: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu },
  { language: "zh", letters: /\p{Script=Han}/gu },
  { language: "ko", letters: /\p{Script=Hangul}/gu },
  { language: "ru", letters: /\p{Script=Cyrillic}/gu },
  { language: "ar", letters: /\p{Script=Arabic}/gu },
  { language: "el", letters: /\p{Script=Greek}/gu },
  { language: "he", letters: /\p{Script=Hebrew}/gu },
  { language: "th", letters: /\p{Script=Thai}/gu },
  { language: "hi", letters: /\p{Script=Devanagari}/gu },
];

const sampleCharacters = 8000;

/**
 * The main language of a text as ISO 639-1, from its script or, in Latin script, its most frequent short words.
 * Looks at three samples, so it takes the same time for every length. Null when there is too little to tell.
 */
export function detectLanguage(text: string): string | null {
  const sample = sampleOf(text);
  const latin = count(sample, /\p{Script=Latin}/gu);
  const counts = scripts.map(({ language, letters }) => ({ language, letters: count(sample, letters) }));
  const best = counts.reduce((left, right) => (right.letters > left.letters ? right : left));
  const [kana = 0, han = 0] = counts.map(({ letters }) => letters);
  if (best.language === "zh" || best.language === "ja") {
    // Together: Japanese is written in both. A word takes about five Latin letters, but two of these characters.
    if (best.letters > 0 && (kana + han) * 2.5 >= latin) return kana > han * 0.05 ? "ja" : "zh";
  } else if (best.letters > 0 && best.letters * (best.language === "ko" ? 2.5 : 1) >= latin) {
    return byScript(best.language, sample);
  }
  return latin < 20 ? null : byWords(sample);
}

function sampleOf(text: string): string {
  if (text.length <= sampleCharacters * 3) return text;
  const middle = Math.floor(text.length / 2);
  return [
    text.slice(0, sampleCharacters),
    text.slice(middle, middle + sampleCharacters),
    text.slice(-sampleCharacters),
  ].join(" ");
}

function byScript(language: string, sample: string): string {
  if (language === "ru" && count(sample, /[іїєґІЇЄҐ]/g) > count(sample, /[ыэъЫЭЪ]/g)) return "uk";
  if (language === "ar" && count(sample, /[پچژگ]/g) > count(sample, /[ةىكي]/g)) return "fa";
  return language;
}

function byWords(sample: string): string | null {
  const scores = new Map<string, number>();
  let words = 0;
  for (const [word] of sample.toLowerCase().matchAll(/[\p{L}]+/gu)) {
    words += 1;
    const languages = languagesOfWord.get(word);
    // A word many languages share says little of each.
    for (const language of languages ?? []) {
      scores.set(language, (scores.get(language) ?? 0) + 1 / (languages?.length ?? 1));
    }
  }
  const [best] = [...scores].sort(([, left], [, right]) => right - left);
  if (best === undefined || best[1] < Math.max(1, words * 0.03)) return null;
  return best[0];
}

function count(text: string, letters: RegExp): number {
  return text.match(letters)?.length ?? 0;
}
