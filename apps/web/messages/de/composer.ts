import type { composer as english } from "../en/composer.ts";

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString("de")} ${number === 1 ? one : many}`;
}

const commands: typeof english.commands = {
  summarise: {
    name: "zusammenfassen",
    hint: "Das Wichtigste als kurze Liste",
    template: "Fasse die wichtigsten Punkte von [diesem Dokument] in einer kurzen Liste zusammen.",
  },
  compare: {
    name: "vergleichen",
    hint: "Zwei Dinge nebeneinander in einer Tabelle",
    template: "Vergleiche [das erste] mit dem zweiten in einer Tabelle: Was ist gleich, was unterscheidet sich?",
  },
  explain: {
    name: "erklären",
    hint: "In einfachen Worten, mit einem Beispiel",
    template: "Erkläre [das] in einfachen Worten und mit einem Beispiel.",
  },
  translate: {
    name: "übersetzen",
    hint: "In eine andere Sprache",
    template: "Übersetze ins [Englische]: ",
  },
  extract: {
    name: "auflisten",
    hint: "Termine, Beträge und Namen als Tabelle",
    template: "Liste alle [Termine, Beträge und Namen] in einer Tabelle auf, jeweils mit Fundstelle.",
  },
  knowledge: { name: "wissen", hint: "Wissensbasis oder Dokument wählen" },
  attach: { name: "anhängen", hint: "Dateien zu dieser Frage hinzufügen" },
  model: { name: "modell", hint: "Das Modell wählen, das antwortet" },
  fresh: { name: "neusuche", hint: "Neu suchen, ohne gespeicherte Treffer" },
  clear: { name: "leeren", hint: "Die gesamte Auswahl entfernen" },
  new: { name: "neu", hint: "Eine neue Unterhaltung beginnen" },
};

/** Texte des Eingabefelds für Fragen. */
export const composer: typeof english = {
  placeholder: "Frage stellen. / für Befehle, @ für Wissen",
  attach: "Dateien hinzufügen",
  queueAction: "Einreihen",
  commands,

  lists: {
    command: "Befehle",
    model: "Modelle",
    source: "Wissensbasen und Dokumente",
    tag: "Tags",
    empty: {
      command: "Diesen Befehl gibt es nicht.",
      model: "Kein Modell heißt so.",
      source: "Keine Wissensbasis und kein Dokument heißt so.",
      tag: "Keines Ihrer Dokumente hat ein solches Tag.",
    },
    failed: "Das konnte nicht geladen werden. Tippen Sie weiter, um es erneut zu versuchen.",
    keys: "↑ ↓ bewegen · Enter wählen · Esc schließen",
    count: (number) => (number === 0 ? "Nichts gefunden" : count(number, "Vorschlag", "Vorschläge")),
  },

  files: {
    label: "Dateien",
    myFiles: "Meine Dateien",
    searchable: "Durchsuchbar",
    pasteAsText: "Stattdessen als Text einfügen",
    pastedName: "Eingefügter Text",
    pastedLive: (name) => `Der lange Text wurde zur Datei ${name}.`,
    remove: (name) => `${name} aus der Frage entfernen`,
    gone: "Die Datei wurde inzwischen gelöscht. Fügen Sie sie erneut hinzu.",
    noLongerThere: "Nicht mehr verfügbar",
    drop: "Dateien hier ablegen, um danach zu fragen",
    dropHint: "Sie werden unter „Meine Dateien“ aufbewahrt, die nur Sie sehen.",
    tooMany: (most, left) =>
      `Höchstens ${most} Dateien auf einmal: ${count(left, "Datei wurde", "Dateien wurden")} ausgelassen. Eine Wissensbasis nimmt mehr auf.`,
    readyLive: (name) => `${name} ist durchsuchbar.`,
    failedLive: (name) => `${name} kann nicht durchsucht werden.`,
  },

  chosen: {
    label: "Für diese Frage gewählt",
    only: (name) => `Nur ${name}`,
    onlyHint: (name) => `Für diese Frage wird in den Wissensbasen nur ${name} durchsucht`,
    tagHint: (tag) => `Nur Dokumente mit dem Tag ${tag} werden durchsucht`,
    fresh: "Neu suchen",
    earlierHint: (name) => `${name} gehört zu dieser Unterhaltung und wird wieder durchsucht`,
    base: (name) => `${name} wird ab jetzt durchsucht.`,
    cleared: "Die Auswahl ist leer.",
    model: (name) => `Ab jetzt antwortet ${name}.`,
  },

  gate: {
    waiting: (number) =>
      `Warten, bis ${count(number, "Datei", "Dateien")} durchsuchbar ${number === 1 ? "ist" : "sind"}. Ihre Frage wird dann von selbst gesendet.`,
    askNow: "Fragen, ohne zu warten",
  },

  queue: {
    label: "Wartende Fragen",
    paused: "Angehalten: Die letzte Antwort ist nicht vollständig, oder die Seite wurde neu geladen.",
    goOn: "Weiter",
    edit: "Diese Frage bearbeiten",
    remove: "Diese Frage entfernen",
    full: (most) => `Es warten bereits ${most} Fragen. Warten Sie auf eine Antwort.`,
  },

  editing: {
    bar: "Sie bearbeiten Ihre letzte Frage",
    cancel: "Bearbeiten beenden",
  },

  limits: {
    over: "Sie können jetzt wieder fragen.",
  },

  models: {
    search: "Modell suchen",
    none: "Kein Modell heißt so.",
    reasoning: "denkt zuerst nach",
    tools: "Werkzeuge",
    noStreaming: "antwortet am Stück",
    providers: { azure: "Azure OpenAI", "openai-compatible": "Andere Server" },
  },

  use: {
    label: "Verbrauch und Budget",
    summary: (percent) => `Kontext zu ${percent} % gefüllt. Verbrauch und Budget anzeigen`,
    context: "Kontext",
    tokens: (used, window, model) =>
      `Etwa ${used.toLocaleString("de")} von ${window.toLocaleString("de")} Tokens, die ${model} auf einmal liest.`,
    nearlyFull: "Frühere Teile der Unterhaltung werden bald weggelassen.",
    cost: "Diese Unterhaltung",
    estimated: "Zum Teil hier geschätzt, da der Anbieter keine Zahlen nannte.",
    left: (amount) => `noch ${amount}`,
    budgetLeft: "Verbleibendes Budget",
    anew: (day) => `Beginnt am ${day} von vorn.`,
  },
};
