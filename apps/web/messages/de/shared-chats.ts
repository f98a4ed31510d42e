import type { sharedChats as english } from "../en/shared-chats.ts";

export const sharedChats: typeof english = {
  share: "Teilen",
  shared: "Geteilt",
  title: "Diese Unterhaltung teilen",
  who: "Alle in Ihrer Organisation, die angemeldet sind und den Link haben, können sie lesen. Niemand kann darin schreiben.",
  what: "Ihre Fragen erscheinen so, wie Sie sie geschrieben haben, mit allen Antworten bis zur letzten, die Sie jetzt sehen.",
  withheld:
    "Eine Antwort bleibt allen verborgen, die nicht jedes Dokument lesen dürfen, auf dem sie beruht. Niemand erhält dadurch Zugriff auf Dokumente.",
  later: "Was Sie später fragen, bleibt privat, bis Sie den Link aktualisieren.",
  create: "Link erstellen",
  link: "Link für Lesende",
  copy: "Link kopieren",
  copyFailure:
    "Ihr Browser lässt diese Seite nicht kopieren. Der Link ist markiert: Kopieren Sie ihn mit der Tastatur.",
  readersTitle: (title) => `Lesende sehen sie als „${title}“.`,
  since: (date) => `Geteilt am ${date}.`,
  updated: (date) => `Aktualisiert am ${date}.`,
  behind: "Der Link zeigt nicht, was Sie hier jetzt sehen.",
  renew: "Link aktualisieren",
  renewed: "Der Link zeigt diese Unterhaltung so, wie Sie sie jetzt sehen.",
  open: "Ansicht der Lesenden öffnen",
  stop: "Nicht mehr teilen",
  stopTitle: "Diese Unterhaltung nicht mehr teilen?",
  stopText:
    "Der Link funktioniert sofort und endgültig nicht mehr. Wenn Sie die Unterhaltung erneut teilen, gibt es einen neuen Link.",
  stopped: "Die Unterhaltung wird nicht mehr geteilt.",

  pageTitle: "Geteilte Unterhaltung",
  readOnly: "Nur lesen",
  sharedBy: (name, date) => `Geteilt von ${name} am ${date}`,
  hiddenCount: (count) =>
    count === 1
      ? "1 Antwort ist verborgen: Sie dürfen nicht jedes Dokument lesen, auf dem sie beruht"
      : `${count.toLocaleString("de")} Antworten sind verborgen: Sie dürfen nicht jedes Dokument lesen, auf dem sie beruhen`,
  hidden: "Diese Antwort ist verborgen: Sie beruht auf Dokumenten, die Sie nicht lesen dürfen.",
  hiddenHint: (name) => `Bitten Sie ${name} um Zugriff auf die Dokumente; dann erscheinen die Antworten.`,
  notFoundTitle: "Hier ist nichts geteilt",
  notFound: "Der Link ist vielleicht falsch, das Teilen beendet, oder er gehört zu einer anderen Organisation.",
  asker: (name) => `${name} hat gefragt`,
};
