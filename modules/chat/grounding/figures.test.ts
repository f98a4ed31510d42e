import { describe, expect, test } from "vitest";
import { figuresOf, knowsDate, sameFigure } from "./figures.ts";

/** Whether every figure and date of the one text is known to the other. */
function knows(known: string, said: string): boolean {
  const [left, right] = [figuresOf(known), figuresOf(said)];
  const figures = right.figures.filter(({ matters }) => matters);
  expect(figures.length + right.dates.length, said).toBeGreaterThan(0);
  return (
    figures.every((figure) => left.figures.some((other) => sameFigure(figure, other))) &&
    right.dates.every((date) => knowsDate(date, left))
  );
}

describe("the same figure, however it is written", () => {
  test.each([
    ["1,234,567 inhabitants", "1.234.567 Einwohner"],
    ["1,500 euros", "1500 €"],
    ["1.500,25 Euro", "EUR 1,500.25"],
    ["12.4 per cent", "12,4 %"],
    ["1.2 billion euros", "1,2 Milliarden Euro"],
    ["3,5 Mio. Euro", "3.5 million euros"],
    ["twenty-five days", "25 Tage"],
    ["fünfundzwanzig Tage", "25 days"],
    ["two hundred and ten staff", "210 staff"],
    ["zweihundertzehn Plätze", "210 Plätze"],
    ["eintausendfünfhundert Stück", "1500 Stück"],
    ["four weeks", "28 days"],
    ["two years", "24 months"],
    ["90 minutes", "1.5 hours"],
    ["half a day", "0.5 days"],
    ["2:30 pm", "14:30 Uhr"],
    ["9 Uhr", "9:00 am"],
    ["31 March 2024", "2024-03-31"],
    ["31.03.2024", "March 31st, 2024"],
    ["03/31/2024", "31. März 2024"],
    ["am 1. Januar", "January 1"],
    ["11.8 %", "about 12 %"],
    ["500 km", "500.000 m"],
    ["within a year", "within 12 months"],
  ])("%s = %s", (known, said) => {
    expect(knows(known, said)).toBe(true);
  });
});

describe("other figures", () => {
  test.each([
    ["25 days", "25 weeks"],
    ["25 days", "26 days"],
    ["140 €", "$140"],
    ["1.2 billion", "1.2 million"],
    ["12.4 %", "14.2 %"],
    ["31 March", "31 May"],
    ["31 March 2023", "31 March 2024"],
    ["14:30", "15:30"],
    ["25 per cent", "25 days"],
    ["Drei Wochen", "drei Monate"],
    ["11.8 %", "12 %"],
  ])("%s ≠ %s", (known, said) => {
    expect(knows(known, said)).toBe(false);
  });
});

test.each(["1. First of all", "see page 12", "laut Abschnitt 4.2", "one of them", "the first step", "Step 3"])(
  "no statement rests on the figure in: %s",
  (text) => {
    expect(figuresOf(text).figures.filter(({ matters }) => matters)).toEqual([]);
  },
);

test("hostile texts take no longer than their length", () => {
  const texts = ["1.".repeat(20_000), "1 000 ".repeat(8000), "ein".repeat(15_000), "May ".repeat(10_000)];
  const started = performance.now();
  for (const text of texts) figuresOf(text);
  // Seconds where it is linear, on however slow a machine; quadratic it is minutes.
  expect(performance.now() - started).toBeLessThan(20_000);
});
