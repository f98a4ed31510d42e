import type { Figure } from "./figure.ts";
import { measureFirstToken } from "./first-token.ts";
import { measureSearchQuality } from "./search-quality.ts";

const usage = `npm run bench [-- names]

  search [collection…]   quality and speed of search; needs BENCH_DATA, a folder with collections in BEIR form:
                         scifact, cranfield, xquad/en, xquad/zh, anthropic-codebase
  first-token            what the product adds to the time to the first token

Without names all are run.`;

const [name, ...rest] = process.argv.slice(2);
const figures: Figure[] = [];
if (name !== undefined && name !== "search" && name !== "first-token") {
  console.error(usage);
  process.exit(2);
}
if (name === undefined || name === "first-token") figures.push(...(await measureFirstToken()));
if (name === undefined || name === "search") figures.push(...(await searchFigures(rest)));
for (const figure of figures) console.log(lineOf(figure));

async function searchFigures(collections: readonly string[]): Promise<Figure[]> {
  const folder = process.env.BENCH_DATA;
  if (folder) return measureSearchQuality(folder, collections);
  console.error("Search is not measured: set BENCH_DATA to a folder with the test collections (see --help).");
  return [];
}

function lineOf({ name: label, value, unit, target }: Figure): string {
  const shown = value >= 10 ? value.toFixed(1) : value.toPrecision(3);
  return `${label.padEnd(48)} ${shown.padStart(8)} ${unit}${target === undefined ? "" : `  (${target})`}`;
}
