import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { defaultExtractionLimits, stopIdleExtractors } from "../modules/knowledge/ingest/extract.ts";
import { expectedText, plainMarkdown, sampleDocuments } from "./documents/document-collection.ts";
import { textOfMammoth, wordsOfDocx } from "./documents/docx-words.ts";
import { detectedEncoding } from "./documents/encodings.ts";
import { type ReadSample, readSample } from "./documents/read-sample.ts";
import { tokenF1, tokenRecall, tokensOf } from "./documents/token-f1.ts";
import type { Figure } from "./figure.ts";
import { median } from "./statistics.ts";

const worstCount = 10;
/** A word or two may be written apart by the one and together by the other. */
const wholeTextShare = 0.98;

/**
 * Every file of a collection through the real extraction, one at a time: how it ended, how long it took, and how far the
 * text is the one expected. Prints a table, gives figures.
 * @param dataFolder what BENCH_DATA names; the files lie in `documents` below it
 * @param only beginnings of groups, such as `docling/pdf`; empty for all
 */
export async function measureDocuments(dataFolder: string, only: readonly string[]): Promise<Figure[]> {
  const samples = (await sampleDocuments(join(dataFolder, "documents"))).filter(
    ({ group }) => only.length === 0 || only.some((beginning) => group.startsWith(beginning)),
  );
  const read: ReadSample[] = [];
  for (const sample of samples) read.push(await readSample(sample, defaultExtractionLimits));
  stopIdleExtractors();
  printGroups(read);
  return [
    ...limitFigures(read),
    ...(await expectedTextFigures(read)),
    ...(await docxFigures(read)),
    ...(await encodingFigures(read)),
  ];
}

function printGroups(read: readonly ReadSample[]): void {
  console.log("\n| folder and ending | files | ready | failed, by reason | slowest s | most MB |");
  console.log("| --- | --- | --- | --- | --- | --- |");
  for (const [group, entries] of Object.entries(Object.groupBy(read, ({ sample }) => sample.group))) {
    if (entries === undefined) continue;
    const reasons = Object.entries(Object.groupBy(entries, ({ outcome }) => outcome))
      .filter(([outcome]) => outcome !== "ready")
      .map(([outcome, of]) => `${outcome} ${of?.length}`);
    const ready = entries.filter(({ outcome }) => outcome === "ready").length;
    console.log(
      `| ${group} | ${entries.length} | ${ready} | ${reasons.join(", ") || "–"} | ${slowest(entries).toFixed(1)} | ${largest(entries)} |`,
    );
  }
  console.log("");
}

function limitFigures(read: readonly ReadSample[]): Figure[] {
  const { timeoutSeconds, memoryMegabytes } = defaultExtractionLimits;
  const ready = read.filter(({ outcome }) => outcome === "ready").length;
  return [
    { name: "documents read", value: ready, unit: `of ${read.length}` },
    { name: "documents failed with a typed reason", value: read.length - ready, unit: `of ${read.length}` },
    { name: "slowest document", value: slowest(read), unit: "s", target: `≤ ${timeoutSeconds}` },
    { name: "largest extraction process", value: largest(read), unit: "MB", target: `≤ ${memoryMegabytes}` },
  ];
}

async function expectedTextFigures(read: readonly ReadSample[]): Promise<Figure[]> {
  const scores: { group: string; name: string; score: number }[] = [];
  for (const { sample, document } of read) {
    const expected = await expectedText(sample);
    if (expected === null || document === null) continue;
    const score = tokenF1(tokensOf(plainMarkdown(document.text)), tokensOf(expected));
    scores.push({ group: sample.group, name: `${sample.group} ${sample.name}`, score });
  }
  if (scores.length === 0) return [];
  const worst = scores.toSorted((left, right) => left.score - right.score).slice(0, worstCount);
  console.log("Furthest from the expected text (token-F1):");
  for (const { name, score } of worst) console.log(`  ${score.toFixed(3)}  ${name}`);
  const groups = Object.entries(Object.groupBy(scores, ({ group }) => group));
  return [
    {
      name: `token-F1 of ${scores.length} documents, median`,
      value: median(scores.map(({ score }) => score)),
      unit: "",
    },
    ...groups.map(([group, of]) => ({
      name: `token-F1 ${group}, median of ${of?.length}`,
      value: median((of ?? []).map(({ score }) => score)),
      unit: "",
      ...(group.startsWith("docling/pdf") ? { target: "≥ .976" } : {}),
    })),
  ];
}

/** In how many files the whole text is found, and in how many any, beside mammoth alone. */
async function docxFigures(read: readonly ReadSample[]): Promise<Figure[]> {
  const counts = { files: 0, ours: 0, mammoth: 0, oursAny: 0, mammothAny: 0 };
  for (const { sample, document } of read) {
    if (!/(?:^|\/)docx/.test(sample.group) || !sample.name.endsWith(".docx")) continue;
    const bytes = await readFile(sample.path);
    const expected = tokensOf(wordsOfDocx(bytes));
    if (expected.length === 0) continue;
    const ours = tokensOf(document?.text ?? "");
    const mammoth = tokensOf(await textOfMammoth(bytes));
    counts.files += 1;
    if (ours.length > 0) counts.oursAny += 1;
    if (mammoth.length > 0) counts.mammothAny += 1;
    if (tokenRecall(mammoth, expected) >= wholeTextShare) counts.mammoth += 1;
    if (tokenRecall(ours, expected) >= wholeTextShare) counts.ours += 1;
    else console.log(`  ${tokenRecall(ours, expected).toFixed(3)} of its words found: ${sample.name}`);
  }
  if (counts.files === 0) return [];
  const unit = `of ${counts.files}`;
  return [
    { name: "DOCX with their whole text found", value: counts.ours, unit },
    { name: "DOCX with their whole text found by mammoth", value: counts.mammoth, unit },
    { name: "DOCX whole text, against mammoth", value: counts.ours / counts.mammoth, unit: "×", target: "≥ 1.03" },
    { name: "DOCX with any text found", value: counts.oursAny, unit },
    { name: "DOCX with any text found by mammoth", value: counts.mammothAny, unit },
  ];
}

async function encodingFigures(read: readonly ReadSample[]): Promise<Figure[]> {
  const samples = read.map(({ sample }) => sample).filter(({ encoding }) => encoding !== null);
  const detected = await Promise.all(samples.map(detectedEncoding));
  for (const { name, found, isRight } of detected) if (!isRight) console.log(`  taken for ${found}: ${name}`);
  if (detected.length === 0) return [];
  return [
    { name: "encodings right", value: detected.filter(({ isRight }) => isRight).length, unit: `of ${detected.length}` },
  ];
}

function slowest(read: readonly ReadSample[]): number {
  return Math.max(0, ...read.map(({ seconds }) => seconds));
}

function largest(read: readonly ReadSample[]): number {
  return Math.max(0, ...read.map(({ peakMegabytes }) => peakMegabytes ?? 0));
}
