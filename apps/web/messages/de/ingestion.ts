import type { ingestion as english } from "../en/ingestion.ts";
import { duration, durationAfterIn, plural } from "./plural.ts";

const units = { pages: "Seiten", passages: "Passagen" };

/** Texts of uploads of many files, and of documents while they are prepared. */
export const ingestion: typeof english = {
  chooseFolder: "Ordner auswählen",
  reading: "Der Ordner wird durchgesehen …",
  uploaded: (done, total) => `${done.toLocaleString("de")} von ${total.toLocaleString("de")} hochgeladen`,
  known: (count) => `${count.toLocaleString("de")} schon vorhanden`,
  notUploaded: (count) => `${count.toLocaleString("de")} nicht hochgeladen`,
  overall: "Alle Uploads",
  pause: "Anhalten",
  resume: "Fortsetzen",
  paused: "Angehalten",
  cancelUploads: "Uploads abbrechen",
  retryUploads: (count) => `${plural(count, "Datei", "Dateien")} erneut hochladen`,
  more: (count) => `und ${plural(count, "weitere Datei", "weitere Dateien")}`,

  filterState: "Anzeigen",
  retryAll: "Alle fehlgeschlagenen wiederholen",
  retried: (count) =>
    count === 0
      ? "Keines davon kann wiederholt werden. Laden Sie stattdessen eine korrigierte Datei hoch."
      : `${plural(count, "Dokument wird", "Dokumente werden")} erneut versucht`,
  cancelAll: "Alle abbrechen",
  cancelAllTitle: "Gesamte Aufbereitung abbrechen?",
  cancelAllText: (count) =>
    `${plural(count, "Dokument wird", "Dokumente werden")} nicht aufbereitet. Fertige Versionen bleiben durchsuchbar, und jedes Dokument kann erneut versucht werden.`,
  cancelAllAction: "Aufbereitung abbrechen",
  cancelled: (count) => `${plural(count, "Dokument", "Dokumente")} abgebrochen`,
  cancelOne: "Aufbereitung abbrechen",
  queuedAt: (position) =>
    position === 1 ? "Als Nächstes an der Reihe" : `Platz ${position.toLocaleString("de")} in der Warteschlange`,
  left: (seconds) => `noch etwa ${duration(seconds)}`,
  counted: (done, total, unit) => `${done.toLocaleString("de")} von ${total.toLocaleString("de")} ${units[unit]}`,
  waiting: {
    rate_limited: "Das Embedding-Modell oder ein Limit bittet um Geduld.",
    model_unavailable: "Das Embedding-Modell antwortet nicht.",
    index_unavailable: "Der Suchindex antwortet nicht.",
    storage_unavailable: "Der Dateispeicher antwortet nicht oder ist voll.",
  },
  again: (seconds) => (seconds <= 0 ? "Wird jetzt erneut versucht." : `Neuer Versuch in ${durationAfterIn(seconds)}.`),
};
