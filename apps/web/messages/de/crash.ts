import type { crash as english } from "../en/crash.ts";

/** What is said when not even the frame of a page can be drawn. */
export const crash: typeof english = {
  title: "Auf dieser Seite ist ein Fehler aufgetreten",
  text: "Nichts Gespeichertes ist verloren. Versuchen Sie es erneut; tritt der Fehler wieder auf, informieren Sie Ihren Administrator.",
  retry: "Erneut versuchen",
};
