import type { searchCache as english } from "../en/search-cache.ts";
import { duration, plural } from "./plural.ts";

/** The cache of searches of a knowledge base. */
export const searchCache: typeof english = {
  title: "Zwischenspeicher der Suche",
  lead: "Was eine Suche gefunden hat, wird eine Weile aufbewahrt – für alle, die dasselbe fragen und dieselben Dokumente sehen dürfen. Antworten daraus sind gekennzeichnet.",
  enabled: "Suchergebnisse aufbewahren",
  similarity: "Mindestähnlichkeit der Fragen",
  similarityHint: "0,5 bis 1. Ab diesem Wert gilt eine andere Frage als dieselbe; 1: nur dieselben Wörter.",
  similarityWrong: "Eine Zahl von 0,5 bis 1.",
  entries: "Aufbewahrte Suchen",
  hitRate: "Aus dem Zwischenspeicher",
  ofSearches: (percent, searches) => `${percent} von ${plural(searches, "Suche", "Suchen")}`,
  noSearches: "Noch keine Suche",
  saved: "Gespart",
  savedTime: (milliseconds) => (milliseconds < 1000 ? "weniger als eine Sekunde" : duration(milliseconds / 1000)),
  nothing: "Noch nichts",
  forget: "Alles verwerfen",
  forgetTitle: "Alle aufbewahrten Suchen verwerfen?",
  forgetText:
    "Die nächsten Suchen werden neu ausgeführt, und die Zahlen hier beginnen bei null. Sonst geht nichts verloren.",
  forgotten: "Alle aufbewahrten Suchen wurden verworfen",
};
