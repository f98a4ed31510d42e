import type { reindex as english } from "../en/reindex.ts";
import { plural } from "./plural.ts";

/** How documents are cut and embedded, and changing it. */
export const reindex: typeof english = {
  action: "Passagen und Modell",
  title: "Passagen und Embedding-Modell",
  intro:
    "Alle Dokumente werden mit diesen Einstellungen neu aufbereitet, neben dem, was in Gebrauch ist. Bis das abgeschlossen ist, wird alles wie bisher gefunden; danach können Sie eine Zeit lang zurückwechseln.",
  model: "Embedding-Modell",
  modelHint: "Findet Passagen nach ihrer Bedeutung. Ohne ein solches Modell wird nach Wörtern gesucht.",
  wordsOnly: "Keines: nur Wörter",
  gone: (model) => `${model} (nicht mehr eingerichtet)`,
  modelGone: (model) =>
    `Die Suche arbeitet nur mit Stichwörtern: Das Embedding-Modell ${model} ist nicht mehr eingerichtet. Indizieren Sie mit einem anderen neu.`,
  context: "Ein Modell beschreiben lassen, wo jede Passage steht",
  contextHint:
    "Es liest das Dokument und schreibt zu jeder Passage ein bis zwei Sätze, über die sie gefunden wird. Angezeigt werden sie nie. Für jede Passage fällt ein bezahlter Aufruf an.",
  start: "Neu indizieren",
  startTitle: (name) => `„${name}“ neu indizieren?`,
  startDescription: (documents) =>
    `${plural(documents, "Dokument wird", "Dokumente werden")} neu aufbereitet. Das kann dauern und etwas kosten, und frühere Antworten können ihre Quellen danach eventuell nicht mehr öffnen. Die Möglichkeit, eine frühere Neuindizierung zurückzunehmen, entfällt.`,
  building: "Wird neu indiziert",
  progress: (done, total) => `${done.toLocaleString("de")} von ${plural(total, "Dokument", "Dokumenten")}`,
  left: (minutes) => (minutes <= 1 ? "noch etwa eine Minute" : `noch etwa ${minutes.toLocaleString("de")} Minuten`),
  failed: (count) =>
    `${plural(count, "Dokument ist", "Dokumente sind")} fehlgeschlagen. Versuchen Sie es erneut, oder wechseln Sie trotzdem: Diese bleiben, wie sie sind.`,
  retry: "Erneut versuchen",
  switchAnyway: "Trotzdem wechseln",
  cancel: "Neuindizierung beenden",
  cancelTitle: "Neuindizierung beenden?",
  cancelDescription: "Was in Gebrauch ist, bleibt. Was bisher aufbereitet wurde, wird entfernt.",
  revert: "Zurückwechseln",
  revertUntil: (date) => `Bis ${date} können Sie zu den vorherigen Einstellungen zurückwechseln.`,
  revertTitle: "Zurückwechseln?",
  revertDescription:
    "Alles wird gefunden wie vor der Neuindizierung. Seitdem hochgeladene Dokumente werden erneut aufbereitet; bis dahin werden sie nach Wörtern gefunden.",
  started: "Die Neuindizierung hat begonnen",
  close: "Schließen",
};
