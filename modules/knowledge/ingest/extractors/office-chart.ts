import type { DraftBlock } from "../document.ts";
import { readXml, unescapeXml, xmlAttribute } from "./read-xml.ts";
import { type TextBudget, tableBlocks } from "./table-blocks.ts";

const pointLimit = 10_000;
const seriesLimit = 200;

interface Series {
  name: string;
  categories: string[];
  values: string[];
}

/** A chart: its title, and the figures that were saved with it as a table with a column for each series. */
export function chartBlocks(xml: string, page: number | null, budget: TextBudget): DraftBlock[] {
  const { title, series } = readChart(xml);
  const blocks: DraftBlock[] = title === "" ? [] : [{ kind: "paragraph", text: budget.take(title), page }];
  const categories = series.find((entry) => entry.categories.length > 0)?.categories ?? [];
  const length = Math.min(
    series.reduce((most, entry) => Math.max(most, entry.values.length), 0),
    pointLimit,
  );
  if (length === 0) return blocks;
  const rows = [
    ["", ...series.map(({ name }) => name)],
    ...Array.from({ length }, (_, index) => [
      categories[index] ?? "",
      ...series.map(({ values }) => budget.take(values[index] ?? "")),
    ]),
  ];
  return [...blocks, ...tableBlocks(rows, page)];
}

function readChart(xml: string): { title: string; series: Series[] } {
  const series: Series[] = [];
  const titleParts: string[] = [];
  /** Which part of a series is open. */
  let part: "tx" | "cat" | "val" | null = null;
  let current: Series | null = null;
  let titles = 0;
  let point = 0;
  let inValue = false;
  readXml(xml, {
    open: (name, attributes) => {
      if (name === "title") titles += 1;
      else if (name === "ser") current = { name: "", categories: [], values: [] };
      else if (name === "tx") part = "tx";
      else if (name === "cat" || name === "xVal") part = "cat";
      else if (name === "val" || name === "yVal") part = "val";
      else if (name === "pt") point = Math.min(Number(xmlAttribute(attributes, "idx") ?? 0) || 0, pointLimit);
      else if (name === "v" || name === "t") inValue = true;
    },
    close: (name) => {
      if (name === "title") titles -= 1;
      else if (name === "ser") {
        if (current !== null && series.length < seriesLimit) series.push(current);
        current = null;
      } else if (name === "tx" || name === "cat" || name === "xVal" || name === "val" || name === "yVal") part = null;
      else if (name === "v" || name === "t") inValue = false;
      else if (name === "p" && titles > 0) titleParts.push(" ");
    },
    text: (raw) => {
      if (!inValue) return;
      const text = unescapeXml(raw);
      if (titles > 0) titleParts.push(text);
      else if (current === null) return;
      else if (part === "tx") current.name += text;
      else if (part === "cat") current.categories[point] = (current.categories[point] ?? "") + text;
      else if (part === "val") current.values[point] = (current.values[point] ?? "") + text;
    },
  });
  return { title: titleParts.join("").replace(/\s+/g, " ").trim(), series };
}
