import type { citationWords as english } from "../en/citations.ts";

/** Sources of answers, and the documents they are opened in. */
export const citationWords: typeof english = {
  unsupported: "Keine Passage gefunden, die diesen Satz belegt",
  unsupportedCount: (count) =>
    count === 1
      ? "Ein Satz ist unterstrichen: Es wurde keine Passage gefunden, die ihn belegt. Prüfen Sie ihn, bevor Sie sich darauf verlassen."
      : `${count.toLocaleString("de")} Sätze sind unterstrichen: Es wurde keine Passage gefunden, die sie belegt. Prüfen Sie sie, bevor Sie sich darauf verlassen.`,
  notFromDocuments:
    "Diese Antwort stammt nicht aus den Dokumenten: In den gewählten Wissensbasen wurde nichts gefunden, was sie belegt.",
  place: {
    page: (from, to) => (to && to !== from ? `Seiten ${from}–${to}` : `Seite ${from}`),
    slide: (from, to) => (to && to !== from ? `Folien ${from}–${to}` : `Folie ${from}`),
    sheet: (from, to) => (to && to !== from ? `Tabellenblätter ${from}–${to}` : `Tabellenblatt ${from}`),
  },
  version: (version) => `Version ${version}`,
  openPlace: {
    slide: (number) => `Bei Folie ${number} öffnen`,
    sheet: (number) => `Bei Tabellenblatt ${number} öffnen`,
  },
  outdated: (version) => `Das Dokument wurde seitdem geändert. So lautete Version ${version}.`,
  earlierText: "Text davor zeigen",
  laterText: "Mehr Text zeigen",
};
