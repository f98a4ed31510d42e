import { describe, expect, it } from "vitest";
import { sampleText } from "../../../test/sample-files.ts";
import { detectLanguage } from "./detect-language.ts";

const texts: Record<string, string> = {
  en: "Every employee has 28 days of paid holiday a year, and requests are answered within three days.",
  de: sampleText,
  fr: "Les salariés disposent de 28 jours de congés payés par an et la demande est faite dans les délais.",
  es: "Los empleados tienen 28 días de vacaciones al año y la solicitud se presenta con dos semanas de antelación.",
  it: "I dipendenti hanno 28 giorni di ferie all'anno e la richiesta deve essere presentata con due settimane di anticipo.",
  pt: "Os funcionários têm 28 dias de férias por ano e o pedido deve ser feito com duas semanas de antecedência.",
  nl: "De medewerkers hebben 28 dagen vakantie per jaar en het verzoek wordt binnen drie dagen beantwoord.",
  zh: "每位员工每年有二十八天带薪假期。申请须提前两周提交。",
  ja: "従業員には年間二十八日の有給休暇があります。申請は二週間前までに提出してください。",
  ko: "모든 직원은 연간 28일의 유급 휴가를 받습니다. 신청은 2주 전에 제출합니다.",
  ru: "Каждый сотрудник имеет двадцать восемь дней отпуска в год, и ответ даётся в течение трёх дней.",
  uk: "Кожен працівник має двадцять вісім днів відпустки на рік, і відповідь надається протягом трьох днів її подання.",
  ar: "يحق لكل موظف ثمانية وعشرون يوما من الإجازة المدفوعة في السنة ويتم الرد على الطلب خلال ثلاثة أيام.",
};

describe("detectLanguage", () => {
  it.each(Object.entries(texts))("%s", (language, text) => {
    expect(detectLanguage(text)).toBe(language);
  });

  it("says nothing of too little, or of no language", () => {
    expect(detectLanguage("OK")).toBeNull();
    expect(detectLanguage("4711 0815 12,5 %")).toBeNull();
    expect(detectLanguage("qwrt plmk zxcv bnmh jklp wrtz qqqq vbnm xcvb trwq")).toBeNull();
  });

  it("takes the language of most of a mixed text", () => {
    expect(detectLanguage(`${texts.ja} The product is called Nordwind and is sold by the team of the company.`)).toBe(
      "ja",
    );
    expect(detectLanguage(`${texts.en} ${texts.en} Das heißt Urlaub.`)).toBe("en");
  });
});
