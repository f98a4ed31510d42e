import { countTokens } from "@eai/modules/models";

/** The document that is asked: what the answers cite. */
export const travelRules =
  "Travel is booked through the portal, at least three days ahead, and approved by the head of the team.\n\n" +
  "Trains come first where the journey takes less than four hours.";

const cited =
  "Travel is booked through the portal, **at least three days** ahead, and approved by the head of the team [1]. " +
  "Trains come first where the journey takes less than four hours [1].";
/** The document says nothing of it: it is marked when the answer is settled, with everything else that it does not say. */
const unsupported =
  "Flights need a reason that is written down and kept by the office in Gothenburg for seven years. " +
  "Receipts are handed in within thirty days, and what is missing by then is paid from the next month's budget.";
const list =
  "- Trains in second class, in first from *three hours* on\n- Hotels up to 140 € a night, breakfast included\n" +
  "- `per diem` as the tax office sets it, see [the table](https://example.com/per-diem)\n  - half on the first day\n  - half on the last";
const table =
  "| Country | Night | Day |\n| --- | ---: | ---: |\n| Sweden | 150 € | 62 € |\n| Norway | 160 € | 70 € |\n| Denmark | 145 € | 58 € |\n| Finland | 130 € | 54 € |";
const formula = "$$\ncost = \\sum_{i=1}^{n} \\frac{rate_i}{2} + hotel \\cdot (n - 1)\n$$";

const codes = [
  '```typescript\nexport function perDiem(country: string, days: number): number {\n  const rate = rates.get(country) ?? rates.get("other");\n' +
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what is written
    "  if (rate === undefined) throw new Error(`No rate for ${country}`);\n  // Half on the first and on the last day.\n  return days < 2 ? rate / 2 : rate * (days - 1);\n}\n```",
  '```python\ndef per_diem(country: str, days: int) -> float:\n    rate = RATES.get(country, RATES["other"])\n    # Half on the first and on the last day.\n    return rate / 2 if days < 2 else rate * (days - 1)\n```',
  "```sql\nselect country, sum(amount) as total\nfrom expenses\nwhere paid_at >= date '2026-01-01' and kind in ('hotel', 'train')\ngroup by country\nhaving sum(amount) > 1000;\n```",
];

/** An answer of about so many tokens with everything an answer can have: headings, sources, lists, tables, code, formulas. */
export function longAnswer(tokens: number): string {
  const sections: string[] = [];
  let count = 0;
  for (let number = 1; count < tokens; number++) {
    const parts = [`## ${number}. Travel, part ${number}`, cited, list, unsupported];
    if (number % 2 === 0) parts.push(table, cited);
    if (number % 3 === 0) parts.push(codes[(number / 3) % codes.length] ?? "", unsupported);
    if (number % 4 === 0) parts.push(formula);
    const section = parts.join("\n\n");
    count += countTokens(section);
    sections.push(section);
  }
  return sections.join("\n\n");
}
