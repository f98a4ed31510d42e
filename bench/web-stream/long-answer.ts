import { countTokens } from "@eai/modules/models";

const paragraph =
  "Travel is booked through the portal, **at least three days** ahead, and approved by the head of the team. " +
  "Trains come first where the journey takes less than four hours; flights need a reason that is written down. " +
  "Receipts are handed in within thirty days, and what is missing by then is paid from the next month's budget.";
const list =
  "- Trains in second class, in first from *three hours* on\n- Hotels up to 140 € a night, breakfast included\n" +
  "- `per diem` as the tax office sets it, see [the table](https://example.com/per-diem)\n  - half on the first day\n  - half on the last";
const table =
  "| Country | Night | Day |\n| --- | ---: | ---: |\n| Sweden | 150 € | 62 € |\n| Norway | 160 € | 70 € |\n| Denmark | 145 € | 58 € |\n| Finland | 130 € | 54 € |";
const code =
  '```typescript\nexport function perDiem(country: string, days: number): number {\n  const rate = rates.get(country) ?? rates.get("other");\n' +
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what is written
  "  if (rate === undefined) throw new Error(`No rate for ${country}`);\n  // Half on the first and on the last day.\n  return days < 2 ? rate / 2 : rate * (days - 1);\n}\n```";
const formula = "$$\ncost = \\sum_{i=1}^{n} \\frac{rate_i}{2} + hotel \\cdot (n - 1)\n$$";

/** An answer of about so many tokens with everything an answer can have: headings, lists, tables, code, formulas. */
export function longAnswer(tokens: number): string {
  const sections: string[] = [];
  let count = 0;
  for (let number = 1; count < tokens; number++) {
    const parts = [`## ${number}. Travel, part ${number}`, paragraph, list, paragraph];
    if (number % 2 === 0) parts.push(table, paragraph);
    if (number % 3 === 0) parts.push(code, paragraph);
    if (number % 4 === 0) parts.push(formula);
    const section = parts.join("\n\n");
    count += countTokens(section);
    sections.push(section);
  }
  return sections.join("\n\n");
}
