import type { search as english } from "../en/search.ts";
import { plural } from "./plural.ts";

/** Trying a search, and why it found what it found. */
export const search: typeof english = {
  label: "Diese Wissensbasis durchsuchen",
  placeholder: "Frage oder ein paar Wörter eingeben",
  run: "Suchen",
  kind: "Dateiart",
  anyKind: "Alle Dateiarten",
  fromCache: "Gefunden bei einer früheren Suche nach derselben Frage.",
  again: "Neu suchen",
  lead: "Sehen Sie, auf welche Passagen sich eine Antwort stützen würde.",
  none: "Keine Passage passt. Versuchen Sie andere Wörter.",
  summary: (count, milliseconds, mode) =>
    `${plural(count, "Passage", "Passagen")} in ${Math.max(1, Math.round(milliseconds)).toLocaleString("de")} ms · ${mode === "hybrid" ? "Bedeutung und Stichwörter" : "nur Stichwörter"}`,
  dense: "Bedeutung",
  lexical: "Stichwörter",
  fused: "Beides",
  rerank: "Neu geordnet",
  evidence: "Eine Antwort kann sich darauf stützen",
  noEvidence: "Zu weit von der Frage entfernt für eine Antwort",
  why: "Warum diese Passagen",
  words: "Wörter der Frage",
  wordMatched: (weight) => `gefunden, Gewicht ${weight}`,
  wordMissing: "nicht gefunden",
  similarity: (model, minimum, best) =>
    best === null
      ? `Nach der Bedeutung (${model}) lag nichts nahe.`
      : `Nächste nach der Bedeutung (${model}): ${best}; ab ${minimum} ist eine Passage nah genug.`,
  coverage: (percent) => `Allein nach Wörtern müssen ${percent} des Gewichts der Frage in einer Passage stehen.`,
  stages: {
    embed: "Frage in Zahlen übersetzt",
    index: "Nach Wörtern und Bedeutung gesucht",
    rerank: "Vom Reranking-Modell geordnet",
    read: "Passagen gelesen",
    shape: "Zusammengeführt und auf das Verlangte gekürzt",
  },
  stageOutcomes: { done: "", skipped: "ausgelassen", failed: "fehlgeschlagen" },
  dropped: (count) => `${plural(count, "weitere Passage wurde", "weitere Passagen wurden")} gefunden und weggelassen`,
  times: (sentence, count) => `${sentence} (${plural(count, "Passage", "Passagen")})`,
  reasons: {
    duplicate: "sagt dasselbe wie eine andere Passage",
    merged: "mit der Nachbarpassage verbunden",
    document_limit: "genug andere Passagen dieses Dokuments",
    beyond_limit: "weniger passend als die oben",
  },

  settings: "Suche",
  rerankSetting: "Passagen mit dem Reranking-Modell ordnen",
  rerankHint: "Sofern eines eingerichtet ist. Die gefundenen Passagen werden an dessen Server gesendet.",
  minimum: "Mindestähnlichkeit der Bedeutung",
  minimumHint: "0 bis 1. Leer: wie für das Embedding-Modell gemessen.",
  minimumWrong: "Eine Zahl von 0 bis 1.",
};
