import { plural } from "./plural.ts";

/** How documents are cut and embedded, and changing it. */
export const reindex = {
  action: "Passages and model",
  title: "Passages and embedding model",
  intro:
    "All documents are prepared again with these settings, beside what is in use. Until that is complete everything is found as before; afterwards you can switch back for a while.",
  model: "Embedding model",
  modelHint: "What finds passages by their meaning. Without one, search goes by words.",
  wordsOnly: "None: words only",
  gone: (model: string) => `${model} (no longer configured)`,
  modelGone: (model: string) =>
    `Search works by keywords only: the embedding model ${model} is no longer configured. Re-index with another one.`,
  context: "Let a model say where each passage stands",
  contextHint:
    "It reads the document and writes a sentence or two for each passage, to be found by. They are never shown. This is one paid call for each passage.",
  start: "Re-index",
  startTitle: (name: string) => `Re-index “${name}”?`,
  startDescription: (documents: number) =>
    `${plural(documents, "document is", "documents are")} prepared again. This may take a while and cost something, and earlier answers may no longer open their sources. The way back from an earlier re-index ends.`,
  building: "Being re-indexed",
  progress: (done: number, total: number) => `${done} of ${total} documents`,
  left: (minutes: number) => (minutes <= 1 ? "about a minute left" : `about ${minutes} minutes left`),
  failed: (count: number) =>
    `${plural(count, "document", "documents")} failed. Try again, or switch all the same: they stay as they are.`,
  retry: "Try again",
  switchAnyway: "Switch anyway",
  cancel: "Stop re-indexing",
  cancelTitle: "Stop re-indexing?",
  cancelDescription: "What is in use stays. What was prepared so far is removed.",
  revert: "Switch back",
  revertUntil: (date: string) => `You can switch back to the settings before until ${date}.`,
  revertTitle: "Switch back?",
  revertDescription:
    "Everything is found as before the re-index. Documents uploaded since are prepared again; until then they are found by words.",
  started: "Re-indexing has begun",
  close: "Close",
};
