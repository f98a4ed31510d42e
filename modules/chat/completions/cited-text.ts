import type { Citation } from "@eai/contract";
import { type CheckedAnswer, checkCitations } from "../citations.ts";
import { createJudgement, type Judgement } from "../judgement.ts";
import { createMarkerFilter, type FilteredText } from "../marker-filter.ts";

/** An answer with citations on its way to a client that cannot take back what it has been sent. */
export interface CitedText {
  /** @returns what may be sent */
  push(text: string): string;
  end(): string;
  /** Of every marker that was sent, by number. */
  citations(): Citation[];
  /** All that was sent. */
  text(): string;
}

/**
 * In characters. A statement is a sentence, with the line before it at most: more than this need not be read again at
 * each marker, or an answer of a thousand markers would take minutes of everybody's time.
 */
const longestRead = 2000;
const keptContext = 1000;

/**
 * Markers that name no source are taken out before anyone sees them, and so are those whose passage does not support
 * what stands before them: each is checked when it comes, with the text as far as it is written.
 * @param served every passage the model was given, by number
 */
export function createCitedText(served: readonly Citation[]): CitedText {
  const filter = createMarkerFilter(served.length, true);
  let written = "";
  let sent = "";
  let whole = "";
  const cited = new Map<number, Citation>();
  const judgements = new Map<string | null, Judgement>();

  function judgementIn(language: string | null): Judgement {
    const judgement = judgements.get(language) ?? createJudgement(served, language);
    judgements.set(language, judgement);
    return judgement;
  }

  function check(text: string): CheckedAnswer {
    return checkCitations(text, served, { searched: false, judgementIn });
  }

  function take({ text, cited: numbers }: FilteredText): string {
    written += text;
    if (numbers.length === 0) {
      sent += text;
      return text;
    }
    const checked = check(written);
    // Should more text have changed an earlier verdict, what was sent stands.
    const more = checked.text.startsWith(sent) ? checked.text.slice(sent.length) : text;
    sent += more;
    for (const number of markersIn(more, served.length)) {
      const citation = [...checked.citations, ...served].find((source) => source.number === number);
      if (citation && !cited.has(number)) cited.set(number, citation);
    }
    if (written.length > longestRead) {
      written = written.slice(-keptContext);
      sent = check(written).text;
    }
    return more;
  }

  function send(filtered: FilteredText): string {
    const more = take(filtered);
    whole += more;
    return more;
  }

  return {
    push: (text) => send(filter.push(text)),
    end: () => send(filter.end()),
    text: () => whole,
    citations: () => [...cited.values()].toSorted((left, right) => left.number - right.number),
  };
}

function markersIn(text: string, count: number): number[] {
  const filter = createMarkerFilter(count, true);
  return [...filter.push(text).cited, ...filter.end().cited];
}
