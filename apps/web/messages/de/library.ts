import type { library as english } from "../en/library.ts";
import { duration, durationAfterIn, plural } from "./plural.ts";

const number = (value: number) => value.toLocaleString("de");

/** The pages of knowledge bases: lists of them, uploads, documents, the viewer, and what changes cost. */
export const library: typeof english = {
  sort: "Sortieren nach",

  bases: {
    owner: "Besitzer",
    size: "Größe",
    changed: "Geändert",
    actions: "Aktionen",
    view: "Darstellung",
    views: { cards: "Karten", list: "Liste" },
    scopes: { all: "Für alle", personal: "Persönlich", team: "Team", organization: "Organisation" },
    owners: { anyone: "Alle Besitzer", me: "Eigene", others: "Von anderen" },
    sorts: { changed: "Zuletzt geändert", name: "Name", documents: "Meiste Dokumente", size: "Größte zuerst" },
    noneTitle: "Keine Wissensbasis passt",
    none: "Wählen Sie andere Filter, oder sehen Sie alle durch.",
    showAll: "Alle anzeigen",
    audience: (people) => (people === 1 ? "1 Person" : `${number(people)} Personen`),
    reindexing: (done, total) => `${number(done)} von ${number(total)} neu indiziert`,
  },

  upload: {
    each: "Dateien",
    roomy: "Jede wird durchsuchbar, sobald sie aufbereitet ist.",
    sent: (sent, all) => `${sent} von ${all}`,
    rate: (bytes) => `${bytes}/s`,
    over: "Alle Dateien sind erledigt. Dokumente werden durchsuchbar, sobald sie aufbereitet sind.",
    overLive: (done, failed) =>
      failed === 0
        ? `${plural(done, "Datei ist", "Dateien sind")} hochgeladen.`
        : `${plural(done, "Datei ist", "Dateien sind")} hochgeladen, ${number(failed)} nicht.`,
    held: (seconds) => `Der Server ist ausgelastet. Neuer Versuch in ${durationAfterIn(seconds)}.`,
    pausedHint: "Begonnene Dateien werden zu Ende gesendet. Der Rest wartet, bis Sie fortsetzen.",
    refused: "Nicht hochgeladen",
    copyRefused: "Liste kopieren",
    files: (count) => plural(count, "Datei", "Dateien"),
    tooLarge: "Größer, als hier angenommen wird.",
  },

  documents: {
    states: { all: "Alle", unfinished: "In Aufbereitung", failed: "Fehlgeschlagen", ready: "Bereit" },
    type: "Dateityp",
    anyType: "Alle Dateitypen",
    tag: "Tag",
    anyTag: "Alle Tags",
    sorts: { newest: "Neueste zuerst", oldest: "Älteste zuerst", name: "Name", largest: "Größte zuerst" },
    noneTitle: "Kein Dokument passt",
    none: "Wählen Sie andere Filter, oder sehen Sie alle Dokumente durch.",
    showAll: "Alle Dokumente anzeigen",
    select: (name) => `${name} auswählen`,
    selectAll: "Alle Dokumente auswählen",
    selecting: (total) => `${plural(total, "Dokument wird", "Dokumente werden")} ausgewählt …`,
    selected: (count, total) => `${number(count)} von ${number(total)} ausgewählt`,
    clearSelection: "Auswahl aufheben",
    deleteManyTitle: (count) => `${plural(count, "Dokument", "Dokumente")} löschen?`,
    deleteManyText:
      "Dateien und Indexeinträge werden für alle entfernt. Antworten, die sie zitieren, behalten ihren Text, aber ohne die Passagen.",
    deletingMany: (over, count) => `${number(over)} von ${number(count)} gelöscht …`,
    deleteMany: (count) => `${plural(count, "Dokument", "Dokumente")} löschen`,
    deletedMany: (count) => `${plural(count, "Dokument", "Dokumente")} gelöscht`,
    preparedAgain: (count) => `${plural(count, "Dokument wird", "Dokumente werden")} erneut aufbereitet`,
    someFailed: (count, reason) =>
      `${plural(count, "Dokument konnte", "Dokumente konnten")} nicht geändert werden: ${reason}`,
    failedAt: {
      queued: "Vor dem Beginn fehlgeschlagen.",
      extracting: "Beim Lesen fehlgeschlagen.",
      chunking: "Beim Zerlegen in Passagen fehlgeschlagen.",
      embedding: "Beim Einbetten fehlgeschlagen.",
      indexing: "Beim Indizieren fehlgeschlagen.",
      ready: "Fehlgeschlagen.",
      failed: "Fehlgeschlagen.",
    },
    waitingRemedy: {
      rate_limited: "Es geht von selbst weiter, nichts geht verloren.",
      model_unavailable:
        "Es geht weiter, sobald das Modell antwortet. Dauert es an, informieren Sie Ihren Administrator.",
      index_unavailable:
        "Es geht weiter, sobald der Index antwortet. Dauert es an, informieren Sie Ihren Administrator.",
      storage_unavailable:
        "Es geht weiter, sobald wieder Platz ist. Dauert es an, informieren Sie Ihren Administrator.",
    },
  },

  tags: {
    title: "Tags",
    add: "Tags hinzufügen",
    of: (name) => `Tags von ${name}`,
    edit: (name, tags) =>
      tags.length === 0 ? `Tags zu ${name} hinzufügen` : `Tags von ${name}: ${tags.join(", ")}. Ändern`,
    remove: (tag) => `Tag ${tag} entfernen`,
    placeholder: "Tag eingeben",
    hint: "Die Eingabetaste fügt ein Tag hinzu, die Rücktaste entfernt das letzte.",
    known: "Verwendete Tags",
    problems: {
      there: "Dieses Tag ist schon vorhanden.",
      too_many: "Ein Dokument hat höchstens 20 Tags.",
      invalid: "Ein Tag hat höchstens 50 Zeichen und keine unsichtbaren.",
    },
    common: "Gemeinsame Tags",
    manyTitle: (count) => `Tags von ${plural(count, "Dokument", "Dokumenten")}`,
    manyHint: "Was Sie hinzufügen oder entfernen, ändert alle. Tags, die nur einzelne haben, bleiben.",
    saved: (count) => `Tags von ${plural(count, "Dokument", "Dokumenten")} gespeichert`,
  },

  viewer: {
    view: "Anzeigen",
    original: "Dokument",
    passages: "Passagen",
    resize: "Breite der Passagen",
    find: "In diesem Dokument suchen",
    found: (count, total) => `${number(count)} von ${plural(total, "Passage", "Passagen")}`,
    passagesHint: (count) => `${plural(count, "Passage", "Passagen")}. Wählen Sie eine, um ihre Stelle zu sehen.`,
    notFound: "Nichts gefunden",
    notFoundHint: "Keine Passage dieses Dokuments enthält alle diese Wörter.",
    outdated: (cited, now) =>
      `Das Zitat stammt aus Version ${number(cited)}. Sie sehen Version ${number(now)}, in der die Passage anderswo stehen oder fehlen kann.`,
    table: "Tabelle",
  },

  search: {
    emptyTitle: "Suche ausprobieren",
    from: "Von",
    to: "Bis",
    noneFiltered: "Filter lassen Dokumente aus. Suchen Sie ohne sie.",
    coverage: (percent) => `${percent} der Wörter der Frage, nach Gewicht`,
    needed: (value) => `, nah genug ab ${value}`,
    scoreHints: {
      dense: "Wie nah die Passage der Frage in der Bedeutung ist, 0 bis 1. Der Strich zeigt, ab wann es nah genug ist.",
      lexical: "Wie gut die Wörter passen (BM25), verglichen mit der besten gefundenen Passage.",
      fused: "Beide Rangfolgen zusammen, 0 bis 1.",
      rerank: "Wie das Reranking-Modell sie bewertet hat, verglichen mit der besten gefundenen Passage.",
    },
    how: "Jede Frage wird zweimal gesucht: nach Bedeutung und nach Wörtern. Beide Rangfolgen werden zusammengeführt, die besten Passagen neu geordnet, wo ein Reranking-Modell eingerichtet ist, und Doppeltes wird weggelassen.",
  },

  estimate: {
    title: "Was es kosten wird",
    passages: "Passagen",
    about: (figure) => `etwa ${figure}`,
    atMost: (figure) => `höchstens ${figure}`,
    now: (figure) => `Heute ${figure}. Geschätzt, weil Dokumente anders zerlegt werden.`,
    embedding: (model) => `Einbetten mit ${model}`,
    embedded: (tokens, known) => {
      const paid = tokens === 0 ? "Nichts neu einzubetten" : `Etwa ${number(tokens)} Tokens`;
      return known === 0 ? paid : `${paid}; ${plural(known, "Passage", "Passagen")} schon eingebettet`;
    },
    contexts: (model) => `Kontext von ${model}`,
    written: (calls, tokens) => `${plural(calls, "Aufruf", "Aufrufe")}, bis zu ${number(tokens)} Tokens`,
    time: "Dauer",
    seconds: (seconds) => `etwa ${duration(seconds)}`,
    timeHint: "Nach dem Tempo, in dem diese Wissensbasis bisher aufbereitet wurde.",
    timeUnknown: "nicht bekannt",
    timeUnknownHint: "Vergleichbares wurde hier noch nicht aufbereitet.",
    total: "Insgesamt höchstens",
    free: "nichts",
    honest:
      "Dokumente sind gezählt. Tokens und Kosten sind aus ihren Texten und dem Preis der teuersten Bereitstellung geschätzt.",
    confirm: (documents) =>
      `${plural(documents, "Dokument wird", "Dokumente werden")} neu aufbereitet. Frühere Antworten öffnen ihre Quellen womöglich nicht mehr, und der Weg zurück von einer früheren Neuindizierung endet.`,
    costs: (amount) => `Es kostet höchstens ${amount}.`,
    costsNothing: "Nach den eingerichteten Preisen kostet es nichts.",
  },
};
