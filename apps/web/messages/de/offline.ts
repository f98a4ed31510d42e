import type { offline as english } from "../en/offline.ts";

/** Without a connection: what still works on each page, and the page that stands for one that cannot be fetched. */
export const offline: typeof english = {
  chat: "Sie sind offline. Geöffnetes können Sie lesen, und Sie können weiterschreiben: Ihre Frage bleibt als Entwurf erhalten. Begonnene Antworten schreibt der Server zu Ende.",
  knowledge:
    "Sie sind offline. Die Liste ist vielleicht nicht aktuell. Dokumente werden auf dem Server weiter aufbereitet; abgebrochene Uploads können Sie wiederholen.",
  settings: "Sie sind offline. Ändern können Sie erst wieder etwas, wenn die Verbindung zurück ist.",
  other: "Sie sind offline. Was Sie sehen, ist vielleicht nicht aktuell.",
  pageTitle: "Keine Verbindung",
  pageText:
    "Diese Seite kann nicht geladen werden: Ihre Verbindung ist unterbrochen, oder der Server ist nicht erreichbar. Nichts Gespeichertes ist verloren. Sobald die Verbindung zurück ist, wird es von selbst erneut versucht.",
  retry: "Erneut versuchen",
};
