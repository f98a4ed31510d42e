import { detectLanguage, tokenize } from "@eai/modules/knowledge";

/** Words that every text has: sharing them supports nothing. */
const frequentWords: Readonly<Record<string, string>> = {
  en: "the and for are was were that this these those with from have has had not but you your they their there which who what when where how can could will would shall should may must been being its also into than then about such only other some any all each does did done our his her out per via according source document states says",
  de: "der die das den dem des ein eine einen einem einer eines und oder aber nicht mit von vom zum zur für auf aus bei nach über unter ist sind war waren wird werden hat haben kann können muss müssen soll sie wir ihr ich man auch nur noch als wie wenn dass sich diese dieser dieses laut gemäß quelle dokument",
  fr: "les des une est sont était ont pas que qui dans pour par sur avec sans aux cette ces son ses leur leurs nous vous ils elles mais plus être avoir peut doit comme aussi selon source document",
  es: "los las una unos unas del que por para con sin sobre este esta estos estas son era fue han hay más como pero sus ser está puede debe también según fuente documento",
  it: "gli una dei delle della dello degli che per con senza nel nella sul sulla sono era stato hanno può deve come anche più questo questa secondo fonte documento",
  pt: "dos das uma que por para com sem sobre nos nas este esta são era foi tem têm mais como mas seus ser está pode deve também segundo fonte documento",
  nl: "het een van voor met aan door naar bij uit over niet zijn was waren wordt worden heeft hebben kan moet ook maar als dat dit deze die volgens bron document",
};

const shortWordLetters = 2;
const leastShared = 2;
const leastShare = 0.2;
const largeShare = 0.4;
const leastQuotedLetters = 12;
const quotes = /["“„«]([^"“”„«»]{8,300})["”“»]/g;
const figures = /\d+(?:[.,:/]\d+)*/g;

/**
 * Says whether a passage can be what a statement rests on: they share content words, a figure of two digits or more,
 * or a quotation. Where statement and passage are in different languages words cannot be compared, and the statement is
 * left to stand. It finds markers that point at the wrong passage, not false statements about the right one.
 */
export function isSupported(claim: string, passage: string, answerLanguage: string | null): boolean {
  if (sharesQuotation(claim, passage) || sharesFigure(claim, passage)) return true;
  const passageLanguage = detectLanguage(passage);
  if (answerLanguage !== null && passageLanguage !== null && answerLanguage !== passageLanguage) return true;
  const language = passageLanguage ?? answerLanguage;
  const claimTerms = contentTerms(claim, language);
  const passageTerms = contentTerms(passage, language);
  const shared = claimTerms.intersection(passageTerms).size;
  const share = claimTerms.size === 0 ? 0 : shared / claimTerms.size;
  return (shared >= leastShared && share >= leastShare) || share >= largeShare;
}

function contentTerms(text: string, language: string | null): Set<string> {
  const frequent = new Set(tokenize(frequentWords[language ?? "en"] ?? "", language));
  return new Set(tokenize(text, language).filter((term) => isContent(term) && !frequent.has(term)));
}

/** A single sign of a script without spaces, or a Latin word of two letters, is found in every text. */
function isContent(term: string): boolean {
  if (/^\d+$/.test(term)) return true;
  return /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]+$/u.test(term)
    ? term.length > shortWordLetters
    : term.length > 1;
}

function sharesQuotation(claim: string, passage: string): boolean {
  const plain = lettersOnly(passage);
  return claim.matchAll(quotes).some(([, quoted = ""]) => {
    const wanted = lettersOnly(quoted);
    return wanted.length >= leastQuotedLetters && plain.includes(wanted);
  });
}

function sharesFigure(claim: string, passage: string): boolean {
  const known = new Set(passage.match(figures));
  return (claim.match(figures) ?? []).some((figure) => figure.replace(/\D/g, "").length >= 2 && known.has(figure));
}

function lettersOnly(text: string): string {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).join(" ");
}
