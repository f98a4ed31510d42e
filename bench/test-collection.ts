import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Judgements } from "./retrieval-metrics.ts";

/** A collection in the form of BEIR: `corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`. */
export interface TestCollection {
  /** Without empty ones, which cannot be uploaded; no question asks for them. */
  documents: { id: string; text: string }[];
  /** Only those with judgements. */
  questions: { id: string; text: string; judgements: Judgements }[];
}

interface CorpusLine {
  _id: string;
  title?: string;
  text: string;
}

/** @param folder below the folder that BENCH_DATA names */
export async function readTestCollection(folder: string): Promise<TestCollection> {
  const judgements = new Map<string, Map<string, number>>();
  const [, ...judged] = await linesOf(join(folder, "qrels", "test.tsv"));
  for (const line of judged) {
    const [question = "", document = "", gain = "0"] = line.split("\t");
    const ofQuestion = judgements.get(question) ?? new Map<string, number>();
    judgements.set(question, ofQuestion.set(document, Number(gain)));
  }
  const corpus = (await linesOf(join(folder, "corpus.jsonl"))).map((line) => JSON.parse(line) as CorpusLine);
  const questions = (await linesOf(join(folder, "queries.jsonl"))).map((line) => JSON.parse(line) as CorpusLine);
  return {
    documents: corpus
      .map(({ _id, title, text }) => ({ id: _id, text: title ? `${title}\n\n${text}` : text }))
      .filter(({ text }) => text.trim() !== ""),
    questions: questions.flatMap(({ _id, text }) => {
      const ofQuestion = judgements.get(_id);
      return ofQuestion === undefined ? [] : [{ id: _id, text, judgements: ofQuestion }];
    }),
  };
}

async function linesOf(path: string): Promise<string[]> {
  return (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
}
