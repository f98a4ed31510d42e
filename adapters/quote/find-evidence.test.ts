import type { Source } from "@eai/modules/chat";
import { describe, expect, test } from "vitest";
import { findEvidence } from "./find-evidence.ts";

const english = sources(
  [
    "Leave policy.pdf",
    `Annual leave
Full-time employees are entitled to 25 days of annual leave in each calendar year, in addition
to public holidays. Part-time employees receive a pro-rata entitlement.

Carry-over
Up to five unused days may be carried over to the next year and must be taken by 31 March. Days that are
not taken by then lapse.

Requests are made in the HR portal at least two weeks in advance.`,
  ],
  [
    "Expenses.docx",
    `# Travel expenses

## Hotels
- Hotel rates up to EUR 140 per night (incl. breakfast) are reimbursed.
- Rates above that need approval by your line manager, e.g. Dr. Meier.

## Meals
| Duration | Allowance |
|---|---|
| 8-24 hours | EUR 14 |
| Full day | EUR 28 |

Receipts must be submitted within 30 days.`,
  ],
  [
    "FAQ.md",
    `## Opening hours
Monday to Friday from nine to five.

**Can I work from abroad?**
Yes, for at most 20 days per year within the [EU](../places/eu.md#list), after written approval.

Who do I contact about payroll?
Write to payroll@example.com; the team answers within two working days.`,
  ],
);

const german = sources(
  [
    "Urlaub.pdf",
    `§ 4 Urlaubsanspruch
(1) Der jährliche Urlaubsanspruch beträgt 30 Arbeitstage bei einer Fünf-Tage-Woche.
(2) Teilzeitkräfte erhalten den Urlaub anteilig, vgl. Abs. 3.
(3) Resturlaub ist bis zum 31. März des Folgejahres zu nehmen; danach verfällt er.`,
  ],
  [
    "Kündigung.pdf",
    "Die Kündigungsfrist beträgt während der Probezeit zwei Wochen. Nach der Probezeit gilt eine Frist von drei Monaten zum Quartalsende.",
  ],
);

const french = sources([
  "Télétravail.pdf",
  "Le télétravail est autorisé jusqu'à deux jours par semaine, avec l'accord du responsable. Les salariés en période d'essai n'y ont pas droit. L'employeur verse une indemnité de 10 € par mois et par jour télétravaillé.",
]);
const chinese = sources([
  "休假制度.pdf",
  "全职员工每年享有二十五天带薪年假。兼职员工按比例计算。未休年假可结转五天，须在次年三月三十一日前使用。",
]);
const japanese = sources([
  "就業規則.pdf",
  "年次有給休暇は毎年二十五日とする。未使用の休暇は翌年三月末まで繰り越すことができる。試用期間は三か月である。",
]);
const russian = sources([
  "Отпуск.pdf",
  "Ежегодный оплачиваемый отпуск составляет 28 календарных дней. Испытательный срок не может превышать трёх месяцев.",
]);

describe("the best sentence", () => {
  test.each<[string, readonly Source[], string, number]>([
    [
      "How many days of annual leave do I have?",
      english,
      "Full-time employees are entitled to 25 days of annual leave in each calendar year, in addition to public holidays.",
      1,
    ],
    [
      "Can I carry over unused holidays?",
      english,
      "Up to five unused days may be carried over to the next year and must be taken by 31 March.",
      1,
    ],
    [
      "what is the hotel limit per night",
      english,
      "Hotel rates up to EUR 140 per night (incl. breakfast) are reimbursed.",
      2,
    ],
    [
      "Who approves expensive hotels?",
      english,
      "Rates above that need approval by your line manager, e.g. Dr. Meier.",
      2,
    ],
    ["What is the meal allowance for a full day?", english, "Full day | EUR 28", 2],
    [
      "Who do I contact about payroll?",
      english,
      "Write to payroll@example.com; the team answers within two working days.",
      3,
    ],
    ["May I work from abroad?", english, "Yes, for at most 20 days per year within the EU, after written approval.", 3],
    ["What are the opening hours?", english, "Monday to Friday from nine to five.", 3],
    [
      "Wie viele Urlaubstage habe ich?",
      german,
      "(1) Der jährliche Urlaubsanspruch beträgt 30 Arbeitstage bei einer Fünf-Tage-Woche.",
      1,
    ],
    [
      "Wann verfällt der Resturlaub?",
      german,
      "(3) Resturlaub ist bis zum 31. März des Folgejahres zu nehmen; danach verfällt er.",
      1,
    ],
    [
      "Wie lang ist die Kündigungsfrist in der Probezeit?",
      german,
      "Die Kündigungsfrist beträgt während der Probezeit zwei Wochen.",
      2,
    ],
    [
      "Combien de jours de télétravail par semaine ?",
      french,
      "Le télétravail est autorisé jusqu'à deux jours par semaine, avec l'accord du responsable.",
      1,
    ],
    [
      "Quelle est l'indemnité de télétravail ?",
      french,
      "L'employeur verse une indemnité de 10 € par mois et par jour télétravaillé.",
      1,
    ],
    ["年假有多少天？", chinese, "全职员工每年享有二十五天带薪年假。", 1],
    ["未休的年假可以结转吗？", chinese, "未休年假可结转五天，须在次年三月三十一日前使用。", 1],
    ["試用期間はどのくらいですか？", japanese, "試用期間は三か月である。", 1],
    ["Сколько дней отпуска у меня есть?", russian, "Ежегодный оплачиваемый отпуск составляет 28 календарных дней.", 1],
  ])("%s", (question, from, sentence, number) => {
    expect(findEvidence(question, from, 4)).toContainEqual({ sentence, number });
  });

  test("stands alone when nothing else speaks to the question", () => {
    expect(findEvidence("What is the meal allowance for a full day?", english, 4)).toHaveLength(1);
    expect(findEvidence("How many days of annual leave do I have?", english, 4)).toHaveLength(1);
  });
});

test.each<[string, readonly Source[]]>([
  ["How do I reset my VPN password?", english],
  ["Who founded the company?", english],
  ["What is the meaning of life?", english],
  ["the", english],
  ["", english],
  ["Wer ist der Vorstand?", german],
  ["¿Quién es el director?", french],
  ["公司在哪里？", chinese],
])("finds nothing where there is nothing: %s", (question, from) => {
  expect(findEvidence(question, from, 4)).toEqual([]);
});

test("says a thing once, though chunks overlap", () => {
  const text = "Visitors sign in at the gate. Badges are worn visibly.";
  const overlapping = sources(["House rules.pdf", text], ["House rules (copy).pdf", `${text} Dogs stay outside.`]);
  expect(findEvidence("Where do visitors sign in?", overlapping, 4)).toEqual([
    { sentence: "Visitors sign in at the gate.", number: 1 },
  ]);
});

test("a follow-up without a subject takes that of the question before", () => {
  const found = findEvidence("And for part-time?", english, 4, "How many days of annual leave do I have?");
  expect(found[0]).toEqual({ sentence: "Part-time employees receive a pro-rata entitlement.", number: 1 });
});

test("gives the best first, and keeps together what follows each other", () => {
  const rules = sources(
    ["B.md", "The garage is open to all."],
    ["A.md", "The garage office sells parking permits. A parking permit for the garage is valid for a year."],
  );
  expect(findEvidence("Where do I get a parking permit for the garage?", rules, 4)).toEqual([
    { sentence: "The garage office sells parking permits.", number: 2 },
    { sentence: "A parking permit for the garage is valid for a year.", number: 2 },
  ]);
});

function sources(...documents: [name: string, text: string][]): Source[] {
  return documents.map(([documentName, text], index) => ({
    number: index + 1,
    documentName,
    pageFrom: 1,
    pageTo: 1,
    headingPath: [],
    text,
  }));
}
