import type { palette as english } from "../en/palette.ts";

/** The palette: everything that can be opened or done, by typing. */
export const palette: typeof english = {
  title: "Suche und Befehle",
  open: "Alles durchsuchen",
  placeholder: "Suchen oder Befehl eingeben …",
  list: "Treffer",
  groups: {
    recent: "Zuletzt",
    conversations: "Unterhaltungen",
    knowledgeBases: "Wissensbasen",
    documents: "Dokumente",
    settings: "Einstellungen",
    actions: "Aktionen",
  },
  empty: (wanted) => `Zu „${wanted}“ wurde nichts gefunden.`,
  searching: "Wird gesucht …",
  partFailed: "Einige Treffer konnten nicht geladen werden. Prüfen Sie Ihre Verbindung, und tippen Sie erneut.",
  count: (count) => `${count.toLocaleString("de")} Treffer`,
  inFolder: (name) => `In ${name}`,
  keys: { move: "Bewegen", choose: "Öffnen", close: "Schließen" },
  pages: {
    rename: { placeholder: "Neuer Titel der Unterhaltung", action: (title) => `In „${title}“ umbenennen` },
    move: {
      placeholder: "Ordner für die Unterhaltung",
      create: (name) => `Neuer Ordner „${name}“`,
      empty: "Es gibt noch keinen Ordner. Geben Sie einen Namen ein, um einen anzulegen.",
    },
    upload: {
      placeholder: "Wissensbasis für die Dateien",
      empty: "Es gibt keine Wissensbasis, zu der Sie Dateien hinzufügen dürfen.",
    },
  },
  themes: { light: "Farbschema: hell", dark: "Farbschema: dunkel", system: "Farbschema: wie das System" },
  language: (name) => `Sprache: ${name}`,
  unpin: "Diese Unterhaltung lösen",
  signOut: "Abmelden",
  keywords: {
    newChat: "fragen frage stellen beginnen starten",
    theme: "dunkel hell modus farben darstellung",
    language: "deutsch englisch english language übersetzung",
    signOut: "ausloggen verlassen",
    help: "tastatur tasten hotkeys",
    upload: "datei dokument importieren hochladen",
    sidebar: "seitenleiste leiste",
    settings: "optionen konto präferenzen",
  },
};
