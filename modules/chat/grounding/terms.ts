import { tokenize } from "@eai/modules/knowledge";
import { monthWords } from "./dates.ts";
import { unitWords } from "./units.ts";

/** Words that every text has: sharing them supports nothing. */
const frequentWords: Readonly<Record<string, string>> = {
  en: "the and for are was were that this these those with from have has had not but you your they your their there which who what when where how can could will would shall should may must been being its also into than then about such only other some any all each does did done our his her out per via according source document states says",
  de: "der die das den dem des ein eine einen einem einer eines und oder aber nicht mit von vom zum zur für auf aus bei nach über unter ist sind war waren wird werden hat haben kann können muss müssen soll sie wir ihr ich man auch nur noch als wie wenn dass sich diese dieser dieses laut gemäß quelle dokument",
  fr: "les des une est sont était ont pas que qui dans pour par sur avec sans aux cette ces son ses leur leurs nous vous ils elles mais plus être avoir peut doit comme aussi selon source document",
  es: "los las una unos unas del que por para con sin sobre este esta estos estas son era fue han hay más como pero sus ser está puede debe también según fuente documento",
  it: "gli una dei delle della dello degli che per con senza nel nella sul sulla sono era stato hanno può deve come anche più questo questa secondo fonte documento",
  pt: "dos das uma que por para com sem sobre nos nas este esta são era foi tem têm mais como mas seus ser está pode deve também segundo fonte documento",
  nl: "het een van voor met aan door naar bij uit over niet zijn was waren wordt worden heeft hebben kan moet ook maar als dat dit deze die volgens bron document",
};

const shortWordLetters = 2;
const frequentTerms = new Map<string, ReadonlySet<string>>();

function frequentOf(language: string | null): ReadonlySet<string> {
  const key = language ?? "en";
  const known = frequentTerms.get(key);
  if (known) return known;
  // Months are compared as dates.
  const found = new Set(tokenize([frequentWords[key] ?? "", ...monthWords].join(" "), language));
  frequentTerms.set(key, found);
  return found;
}

/** The words of a text that say something, as the search index has them; figures are compared apart. */
export function contentTerms(text: string, language: string | null): Set<string> {
  const frequent = frequentOf(language);
  return new Set(tokenize(text, language).filter((term) => isContent(term) && !frequent.has(term)));
}

const unitTerms = new Map<string | null, ReadonlySet<string>>();

/** Without `days` and `euros`, which stand by every figure. */
export function withoutUnits(terms: ReadonlySet<string>, language: string | null): ReadonlySet<string> {
  const units = unitTerms.get(language) ?? new Set(tokenize(unitWords().join(" "), language));
  unitTerms.set(language, units);
  return new Set([...terms].filter((term) => !units.has(term)));
}

/** A single sign of a script without spaces, or a Latin word of two letters, is found in every text. */
function isContent(term: string): boolean {
  if (/^[\d.,:/]+$/.test(term)) return false;
  return /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]+$/u.test(term)
    ? term.length > shortWordLetters
    : term.length > 1;
}
