import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { questionWords } from "./question-words.ts";
import { termNumber, termsOf, tokenize } from "./tokenizer.ts";

describe("tokenize", () => {
  it.each<[string, string | null, string[]]>([
    ["Employees are entitled to Holidays", "en", ["employe", "are", "entitl", "to", "holiday"]],
    ["die Kündigungsfristen", "de", ["die", "kundigungsfrist"]],
    ["les employés", "fr", ["le", "emploi"]],
    ["café naïve", "xx", ["cafe", "naive"]],
    ["работают сотрудники", "ru", ["работа", "сотрудник"]],
    ["three days", null, ["three", "day"]],
    ["three days", "zh", ["three", "day"]],
  ])("stems %s (%s)", (text, language, terms) => {
    expect(tokenize(text, language)).toEqual(terms);
  });

  it.each<[string, string[]]>([
    ["fileName", ["file", "name", "filenam"]],
    ["file_name", ["file", "name", "filenam"]],
    ["file-name", ["file", "name", "filenam"]],
    ["HTTPServer2", ["http", "server", "2", "httpserver2"]],
    ["os.path", ["os", "path", "os.path"]],
    ["v1.2", ["v", "1", "2", "v1.2"]],
    ["3.14", ["3", "14", "3.14"]],
    ["crate::executors::DiffExecutor", ["crate", "executor", "diff", "executor", "diffexecutor"]],
  ])("splits the identifier %s and keeps the whole", (text, terms) => {
    expect(tokenize(text, "en")).toEqual(terms);
  });

  it.each<[string, string[]]>([
    ["东京都", ["东", "京", "东京", "都", "京都"]],
    ["丢了308分", ["丢", "了", "丢了", "308", "分"]],
    ["ファイル", ["フ", "ァ", "ファ", "イ", "ァイ", "ル", "イル"]],
    ["ไทย", ["ไ", "ท", "ไท", "ย", "ทย"]],
  ])("cuts %s, which has no spaces, into characters and pairs", (text, terms) => {
    expect(tokenize(text, null)).toEqual(terms);
  });

  it("takes compatibility forms, letter case and marks left out for the same", () => {
    expect(tokenize("ﬁle ＦＩＬＥ File FILE", "en")).toEqual(["file", "file", "file", "file"]);
    expect(tokenize("كِتَاب", "fa")).toEqual(tokenize("كتاب", "fa"));
    expect(tokenize("e\u0301t\u00e9 \u00c9T\u00c9", "fr")).toEqual(Array(3).fill(tokenize("été", "fr")[0]).slice(0, 2));
  });

  const languages = fc.constantFrom(null, "en", "de", "fr", "ru", "ar", "zh", "tr", "xx");
  const texts = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary", maxLength: 200 }), fc.lorem());

  it("gives only whole, short terms", () => {
    fc.assert(
      fc.property(texts, languages, (text, language) => {
        for (const term of tokenize(text, language)) {
          expect(term).toMatch(/^\S+$/u);
          expect(term.length).toBeLessThanOrEqual(200);
        }
      }),
    );
  });

  it("does not depend on how the text is normalized", () => {
    fc.assert(
      fc.property(texts, languages, (text, language) => {
        expect(tokenize(text.normalize("NFD"), language)).toEqual(tokenize(text.normalize("NFC"), language));
        expect(tokenize(text.normalize("NFKC"), language)).toEqual(tokenize(text, language));
      }),
    );
  });

  it("finds in each text, whatever its language, the words it is asked with", () => {
    fc.assert(
      fc.property(texts, languages, fc.array(languages, { maxLength: 3 }), (text, language, others) => {
        const { terms } = termsOf(text, language);
        for (const word of questionWords(text, [...others, language])) {
          expect(word.terms.some((term) => terms.has(term))).toBe(true);
        }
      }),
    );
  });

  it.each([
    ["one word", "a".repeat(400_000)],
    ["capitals", "A".repeat(400_000)],
    ["changing case", "aB".repeat(200_000)],
    ["joints", "a-".repeat(200_000)],
    ["only joints", "-_.".repeat(130_000)],
    ["marks", `a${"\u0301".repeat(400_000)}`],
    ["Han", "漢字".repeat(200_000)],
    ["mixed scripts", "a漢".repeat(200_000)],
    ["half pairs", "\ud83d".repeat(400_000)],
    ["digits", "1a".repeat(200_000)],
  ])("takes time in line with length: %s", (_, text) => {
    tokenize(text.slice(0, 20_000), "en");
    const part = timeOf(() => tokenize(text.slice(0, text.length / 8), "en"));
    const whole = timeOf(() => tokenize(text, "en"));
    expect(whole).toBeLessThan(Math.max(part, 20) * 8 * 5);
  });
});

function timeOf(work: () => unknown): number {
  const { user } = process.cpuUsage();
  work();
  return (process.cpuUsage().user - user) / 1000;
}

describe("termNumber", () => {
  it("is the FNV-1a hash modulo a prime, from 1", () => {
    // Published test vectors of FNV-1a, 32 bits.
    expect(termNumber("")).toBe(1 + (0x811c9dc5 % 999_999_937));
    expect(termNumber("a")).toBe(1 + (0xe40c292c % 999_999_937));
    expect(termNumber("foobar")).toBe(1 + (0xbf9cf968 % 999_999_937));
  });

  it("is a positive int4 and a place of a sparse vector", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (term) => {
        const number = termNumber(term);
        expect(Number.isInteger(number) && number >= 1 && number <= 999_999_937).toBe(true);
      }),
    );
  });
});

describe("questionWords", () => {
  it("tells content from the words of asking", () => {
    const evidence = (text: string) => questionWords(text, ["en"]).map((word) => word.evidence);
    expect(evidence("How many days of holiday")).toEqual([0, 0, 1, 0, 1]);
    expect(evidence("diffExecutor")).toEqual([1, 1, 0]);
    expect(evidence("x 7")).toEqual([0, 1]);
    expect(evidence("假期")).toEqual([0, 0, 0.5]);
    const weights = (text: string) => questionWords(text, ["en"]).map((word) => word.weight);
    expect(weights("How is Anna's holiday")).toEqual([0.25, 0.25, 1, 0.25, 1]);
    expect(weights("假期 7")).toEqual([1, 1, 1, 1]);
  });

  it("asks for a stem of each language, once where they agree", () => {
    expect(questionWords("holidays", ["en", "de", null])[0]?.terms).toEqual(["holiday", "de:holidays"].map(termNumber));
    expect(questionWords("假", ["en", "zh"])[0]?.terms).toHaveLength(1);
  });

  it("is bounded", () => {
    expect(questionWords("word ".repeat(4000), ["en"])).toHaveLength(1000);
  });
});
