import type { Messages } from "../messages.ts";
import { duration, plural } from "./plural.ts";

/** Eine Antwort: wie sie entsteht, was sich mit ihr tun lässt und was schiefging. */
export const answers: Messages["answers"] = {
  stage: {
    waiting: (model) => `Warten auf ${model} …`,
    servedBy: (place) => `Antwort kommt aus ${place}`,
    elapsed: duration,
    slow: "Das dauert länger als sonst. Sie können die Seite verlassen: Die Antwort wird weitergeschrieben und aufbewahrt.",
  },
  actions: {
    label: "Aktionen für diese Antwort",
    copy: "Mit Quellen kopieren",
    more: "Weitere Arten zu kopieren",
    copyPlain: "Als reinen Text mit Quellen kopieren",
    copyText: "Nur den Text kopieren",
    copyLink: "Link zu dieser Antwort kopieren",
    linkCopied: "Link kopiert",
    copyFailed: "Ihr Browser hat das Kopieren nicht erlaubt. Markieren Sie den Text und kopieren Sie ihn selbst.",
    regenerate: "Neu beantworten",
    sameModel: "Noch einmal mit demselben Modell",
    otherModel: "Mit einem anderen Modell",
    searchAnew: "Neu suchen",
  },
  question: {
    edit: "Frage bearbeiten",
    copy: "Frage kopieren",
    field: "Frage in anderen Worten",
    ask: "Fragen",
    hint: "Damit beginnt ein neuer Zweig. Die bisherigen Antworten bleiben erhalten.",
  },
  versions: {
    ofQuestion: "Fassungen dieser Frage",
    ofAnswer: "Fassungen dieser Antwort",
    position: (position, count) => `${position} von ${count}`,
    short: (position, count) => `${position}/${count}`,
    previousQuestion: "Vorherige Fassung der Frage",
    nextQuestion: "Nächste Fassung der Frage",
    previousAnswer: "Vorherige Antwort",
    nextAnswer: "Nächste Antwort",
  },
  quote: {
    action: "Zitieren",
    toolbar: "Markierter Text",
    hint: (keys) => `In Ihrer Frage zitieren${keys === null ? "" : ` (${keys})`}`,
  },
  jump: {
    label: "Fragen dieser Unterhaltung",
    count: (count) => plural(count, "Frage", "Fragen"),
  },
  sources: {
    position: (position, count) => `${position} von ${count}`,
    previous: "Vorherige Quelle",
    next: "Nächste Quelle",
    showPage: "Seite hier anzeigen",
    hidePage: "Seite ausblenden",
    keys: "Mit den Pfeiltasten gehen Sie durch die Quellen, Escape schließt.",
    openHint: "Klick oder Eingabetaste öffnet sie unter den Quellen.",
    outdatedShort: "Seither geändert",
  },
  table: { copy: "Als CSV kopieren", label: "Tabelle" },
  cache: {
    badge: "Aus einer früheren Suche",
    explain: "Die Passagen hat eine frühere Suche nach derselben Frage gefunden.",
  },
  feedback: {
    lead: "Was war falsch?",
    reasons: {
      incorrect: "Nicht richtig",
      incomplete: "Unvollständig",
      sources: "Falsche Quellen",
      outdated: "Veraltet",
      format: "Schlecht lesbar",
    },
    more: "Mehr dazu (freiwillig)",
    given: "Danke für Ihre Rückmeldung.",
    undo: "Zurücknehmen",
    undone: "Rückmeldung zurückgenommen.",
  },
  announce: {
    began: "Die Antwort wird geschrieben.",
    ended: "Die Antwort ist fertig.",
    endedWith: (sources) => `Die Antwort ist fertig, mit ${plural(sources, "Quelle", "Quellen")}.`,
    readNow: "Vorlesen, was bisher geschrieben wurde",
  },
  trouble: {
    offline:
      "Sie sind offline. Die Antwort wird weitergeschrieben und erscheint hier, sobald Sie wieder verbunden sind.",
    offlineAsk:
      "Sie sind offline. Ihre Frage wurde nicht gesendet; fragen Sie erneut, sobald Sie wieder verbunden sind.",
    lookAgain: "Erneut nachsehen",
    continueAnswer: "Fortsetzen",
    continueQuestion: "Fahre dort fort, wo deine Antwort aufgehört hat.",
    truncated: "Die Antwort hat ihre größte Länge erreicht und endet hier.",
    filteredNext: "Fragen Sie in anderen Worten oder mit weniger Einzelheiten.",
  },
};
