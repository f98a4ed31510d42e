import type { sharing as english } from "../en/sharing.ts";
import { plural } from "./plural.ts";

/** Sharing knowledge bases and documents. */
export const sharing: typeof english = {
  share: "Teilen",
  shareTitle: (name) => `„${name}“ teilen`,
  sharedBadge: "Geteilt",
  sharedWithMeBadge: "Mit mir geteilt",
  restrictedBadge: "Eingeschränkt",

  search: "Personen, Gruppen oder Mandanten hinzufügen",
  searchPlaceholder: "Name, E-Mail",
  searchEmpty: (wanted) => `Niemand und nichts heißt hier „${wanted}“.`,
  searchNothing: "Noch gibt es niemanden, mit dem Sie teilen können.",
  searching: "Suche läuft …",
  searchFailed: "Das Verzeichnis konnte nicht durchsucht werden.",
  resultsLabel: "Personen, Gruppen und Mandanten",
  kinds: { person: "Person", group: "Gruppe", tenant: "Mandant" },
  listed: "Auf der Liste",
  newLevel: "Zugriff für neue",

  levels: { read: "Darf lesen", edit: "Darf bearbeiten", none: "Kein Zugriff" },
  levelHints: {
    read: "Findet es, liest es und erhält Antworten daraus.",
    edit: "Darf außerdem Dokumente hinzufügen, ändern und entfernen.",
    none: "Sieht es nie, was auch immer sonst erlaubt ist.",
  },
  levelOf: (name, level) => `${name}: ${level}. Ändern`,

  list: "Personen mit Zugriff",
  owner: "Eigentümer",
  ownerHint: "Hat immer Zugriff.",
  scopes: {
    personal: { name: "Nur der Eigentümer", detail: "Sonst niemand, außer wer hier aufgeführt ist." },
    team: { name: "Alle im Team", detail: "Festgelegt unter „Sichtbar für“ in der Wissensbasis." },
    organization: { name: "Alle in der Organisation", detail: "Festgelegt unter „Sichtbar für“ in der Wissensbasis." },
  },
  inherited: "Aus der Wissensbasis",
  inheritedOff:
    "Diese zählen nicht, solange nur die oben Aufgeführten dieses Dokument sehen dürfen. „Kein Zugriff“ gilt weiterhin.",
  empty: "Noch wurde niemand hinzugefügt.",
  remove: "Von der Liste entfernen",
  removed: (name) => `${name} wurde von der Liste entfernt.`,
  changed: (name, level) => `${name}: ${level}`,
  undo: "Rückgängig",
  undone: "Zurückgenommen",

  restrict: "Nur die hier Aufgeführten",
  restrictHint: "Verbirgt dieses Dokument vor allen anderen, die die Wissensbasis sehen können.",

  deny: "„Kein Zugriff“ hat Vorrang. Wer hier ausgeschlossen ist, persönlich oder über eine Gruppe oder einen Mandanten, sieht nichts davon, auch wenn ein anderer Eintrag es erlaubt. Nur der Eigentümer behält den Zugriff.",

  who: "Wer das sehen wird",
  whoCount: (count) => (count === 0 ? "Niemand" : plural(count, "Person", "Personen")),
  whoShowAll: (count) => `Alle ${count.toLocaleString("de")} anzeigen`,
  whoShowLess: "Weniger anzeigen",
  whoRest: (count) => `und ${plural(count, "weitere Person", "weitere Personen")}`,
  mayEdit: "Darf bearbeiten",
  whoLive: (count) => `${plural(count, "Person wird", "Personen werden")} das sehen.`,
};
