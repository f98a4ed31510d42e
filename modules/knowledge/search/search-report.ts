import type { SearchReport, SearchStage, Passage as WirePassage } from "@eai/contract";
import type { Passage } from "./passages.ts";
import { coverageFloor } from "./relevance.ts";
import type { Dropped } from "./shape.ts";
import { termsOf, toTerm, wordNumber } from "./tokenizer.ts";
import { forEachWord } from "./words.ts";

/** What a search knows of itself when it has ended. Of what the asker may not read nothing is in it. */
export interface ReportFacts {
  asked: string;
  languages: readonly (string | null)[];
  /** In the order of the question's words. */
  wordWeights: readonly number[] | undefined;
  /** By embedding model. */
  minimums: ReadonlyMap<string, number>;
  /** Everything found and readable, best first. */
  found: readonly Passage[];
  dropped: readonly Dropped[];
  stages: readonly SearchStage[];
}

const mostDropped = 100;
const mostWords = 100;

/** Why a search gave what it gave, as the wire has it. */
export function presentReport(facts: ReportFacts, passages: readonly Passage[]): SearchReport {
  return {
    words: presentWords(facts),
    similarity: [...facts.minimums].map(([model, minimum]) => ({
      model,
      minimum,
      best: facts.found.reduce<number | null>(
        (best, { model: foundBy, scores }) =>
          foundBy === model && scores.dense !== null ? Math.max(best ?? -1, scores.dense) : best,
        null,
      ),
    })),
    coverage_minimum: coverageFloor,
    passages: passages.map(({ chunkId, coverage, minimumSimilarity, mergedFrom }) => ({
      chunk_id: chunkId,
      coverage,
      minimum_similarity: minimumSimilarity,
      merged_from: mergedFrom,
    })),
    stages: [...facts.stages],
    dropped: facts.dropped.slice(0, mostDropped).map(({ passage, reason, into }) => ({
      chunk_id: passage.chunkId,
      document_id: passage.documentId,
      document_name: passage.documentName,
      reason,
      into,
    })),
  };
}

/**
 * The weight of a word that stands in nothing found is not told: it would say how often it stands in what the asker may
 * not read.
 */
function presentWords({ asked, languages, wordWeights, found }: ReportFacts): SearchReport["words"] {
  const present = new Set<number>();
  for (const { documentName, headingPath, text, language } of found) {
    for (const term of termsOf([documentName, ...headingPath, text].join("\n"), language).terms.keys())
      present.add(term);
  }
  const stemming = languages.length > 0 ? languages : [null];
  const words: SearchReport["words"] = [];
  const told = new Set<string>();
  let place = -1;
  forEachWord(asked, (word) => {
    place += 1;
    if (told.has(word) || words.length >= mostWords) return;
    told.add(word);
    const matched = stemming.some((language) => present.has(wordNumber(word, language)));
    const stems = [...new Set(stemming.map((language) => toTerm(word, language)))];
    words.push({ word, stems, weight: matched ? (wordWeights?.[place] ?? null) : null, matched });
  });
  return words;
}

/** A passage as the wire has it. */
export function presentPassage(passage: Passage): WirePassage {
  return {
    chunk_id: passage.chunkId,
    document_id: passage.documentId,
    document_name: passage.documentName,
    version: passage.version,
    knowledge_base_id: passage.knowledgeBaseId,
    text: passage.text,
    page_from: passage.pageFrom,
    page_to: passage.pageTo,
    page_kind: passage.pageKind,
    heading_path: passage.headingPath,
    start_char: passage.start,
    end_char: passage.end,
    score: passage.score,
    scores: passage.scores,
    evidence: passage.relevant,
  };
}
