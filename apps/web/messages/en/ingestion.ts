import { duration, plural } from "./plural.ts";

/** Texts of uploads of many files, and of documents while they are prepared. */
export const ingestion = {
  chooseFolder: "Choose a folder",
  reading: "Looking through the folder…",
  uploaded: (done: number, total: number) => `${done.toLocaleString("en")} of ${total.toLocaleString("en")} uploaded`,
  known: (count: number) => `${count.toLocaleString("en")} there already`,
  notUploaded: (count: number) => `${count.toLocaleString("en")} not uploaded`,
  overall: "All uploads",
  pause: "Pause",
  resume: "Go on",
  paused: "Paused",
  cancelUploads: "Cancel uploads",
  retryUploads: (count: number) => `Upload ${plural(count, "file", "files")} again`,
  more: (count: number) => `and ${plural(count, "more file", "more files")}`,

  filterState: "Show",
  retryAll: "Retry all failed",
  retried: (count: number) =>
    count === 0
      ? "None of them can be tried again. Upload a mended file instead."
      : `${plural(count, "document", "documents")} tried again`,
  cancelAll: "Cancel all",
  cancelAllTitle: "Cancel everything that is being prepared?",
  cancelAllText: (count: number) =>
    `${plural(count, "document", "documents")} will not be prepared. Versions that are ready stay searchable, and each can be tried again.`,
  cancelAllAction: "Cancel preparation",
  cancelled: (count: number) => `${plural(count, "document", "documents")} cancelled`,
  cancelOne: "Cancel preparation",
  queuedAt: (position: number) => (position === 1 ? "Next in line" : `Number ${position.toLocaleString("en")} in line`),
  left: (seconds: number) => `about ${duration(seconds)} left`,
  counted: (done: number, total: number, unit: "pages" | "passages") =>
    `${done.toLocaleString("en")} of ${total.toLocaleString("en")} ${unit}`,
  waiting: {
    rate_limited: "The embedding model or a limit asks for patience.",
    model_unavailable: "The embedding model does not answer.",
    index_unavailable: "The search index does not answer.",
    storage_unavailable: "The store of files does not answer, or is full.",
  },
  again: (seconds: number) => (seconds <= 0 ? "Tried again now." : `Tried again in ${duration(seconds)}.`),
};
