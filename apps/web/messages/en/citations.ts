/** Sources of answers, and the documents they are opened in. */
export const citationWords = {
  unsupported: "No passage found that supports this sentence",
  unsupportedCount: (count: number) =>
    count === 1
      ? "One sentence is underlined: no passage was found that supports it. Check it before you rely on it."
      : `${count} sentences are underlined: no passage was found that supports them. Check them before you rely on them.`,
  notFromDocuments:
    "This answer did not come from the documents: nothing in the chosen knowledge bases was found that supports it.",
  place: {
    page: (from: number, to: number | null) => (to && to !== from ? `Pages ${from}–${to}` : `Page ${from}`),
    slide: (from: number, to: number | null) => (to && to !== from ? `Slides ${from}–${to}` : `Slide ${from}`),
    sheet: (from: number, to: number | null) => (to && to !== from ? `Sheets ${from}–${to}` : `Sheet ${from}`),
  },
  version: (version: number) => `Version ${version}`,
  openPlace: {
    slide: (number: number) => `Open at slide ${number}`,
    sheet: (number: number) => `Open at sheet ${number}`,
  },
  outdated: (version: number) => `The document has changed since. This is what version ${version} said.`,
  earlierText: "Show earlier text",
  laterText: "Show more text",
};
