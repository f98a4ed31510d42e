import type { DocumentActivity, DocumentState } from "@eai/contract";
import { duration, plural } from "./plural.ts";

type WaitingReason = NonNullable<DocumentActivity["waiting"]>;

const number = (value: number) => value.toLocaleString("en");

/** The pages of knowledge bases: lists of them, uploads, documents, the viewer, and what changes cost. */
export const library = {
  sort: "Sort by",

  bases: {
    owner: "Owner",
    size: "Size",
    changed: "Changed",
    actions: "Actions",
    view: "Show as",
    views: { cards: "Cards", list: "List" },
    scopes: { all: "Everyone’s", personal: "Personal", team: "Team", organization: "Organisation" },
    owners: { anyone: "Any owner", me: "Mine", others: "Owned by others" },
    sorts: { changed: "Last changed", name: "Name", documents: "Most documents", size: "Largest" },
    noneTitle: "No knowledge base matches",
    none: "Choose other filters, or look through all of them.",
    showAll: "Show all",
    audience: (people: number) => (people === 1 ? "1 person" : `${number(people)} people`),
    reindexing: (done: number, total: number) => `Re-indexing ${number(done)} of ${number(total)}`,
  },

  upload: {
    each: "Files",
    roomy: "Each becomes searchable as soon as it is ready.",
    sent: (sent: string, all: string) => `${sent} of ${all}`,
    rate: (bytes: string) => `${bytes}/s`,
    over: "All files are done. Documents become searchable as they are prepared.",
    overLive: (done: number, failed: number) =>
      failed === 0
        ? `${plural(done, "file is", "files are")} uploaded.`
        : `${plural(done, "file is", "files are")} uploaded, ${number(failed)} could not be.`,
    held: (seconds: number) => `The server is busy. Sent again in ${duration(seconds)}.`,
    pausedHint: "Files on their way are sent to the end. The rest waits until you go on.",
    refused: "Not uploaded",
    copyRefused: "Copy the list",
    files: (count: number) => plural(count, "file", "files"),
    tooLarge: "Larger than what is accepted here.",
  },

  documents: {
    states: { all: "All", unfinished: "In preparation", failed: "Failed", ready: "Ready" },
    type: "Kind of file",
    anyType: "Any kind",
    tag: "Tag",
    anyTag: "Any tag",
    sorts: { newest: "Newest first", oldest: "Oldest first", name: "Name", largest: "Largest first" },
    noneTitle: "No document matches",
    none: "Choose other filters, or look through all documents.",
    showAll: "Show all documents",
    select: (name: string) => `Select ${name}`,
    selectAll: "Select all documents",
    selecting: (total: number) => `Selecting ${plural(total, "document", "documents")}…`,
    selected: (count: number, total: number) => `${number(count)} of ${number(total)} selected`,
    clearSelection: "Clear the selection",
    deleteManyTitle: (count: number) => `Delete ${plural(count, "document", "documents")}?`,
    deleteManyText:
      "Their files and index entries will be removed for everyone. Answers that cite them keep their text, without the passages.",
    deletingMany: (over: number, count: number) => `${number(over)} of ${number(count)} deleted…`,
    deleteMany: (count: number) => `Delete ${plural(count, "document", "documents")}`,
    deletedMany: (count: number) => `${plural(count, "document", "documents")} deleted`,
    preparedAgain: (count: number) => `${plural(count, "document is", "documents are")} prepared again`,
    someFailed: (count: number, reason: string) =>
      `${plural(count, "document", "documents")} could not be changed: ${reason}`,
    failedAt: {
      queued: "Failed before it began.",
      extracting: "Failed while it was read.",
      chunking: "Failed while it was cut into passages.",
      embedding: "Failed while it was embedded.",
      indexing: "Failed while it was put in the index.",
      ready: "Failed.",
      failed: "Failed.",
    } satisfies Record<DocumentState, string>,
    waitingRemedy: {
      rate_limited: "It goes on by itself; nothing is lost.",
      model_unavailable: "It goes on when the model answers. If it lasts, tell your administrator.",
      index_unavailable: "It goes on when the index answers. If it lasts, tell your administrator.",
      storage_unavailable: "It goes on when there is room again. If it lasts, tell your administrator.",
    } satisfies Record<WaitingReason, string>,
  },

  tags: {
    title: "Tags",
    add: "Add tags",
    of: (name: string) => `Tags of ${name}`,
    edit: (name: string, tags: readonly string[]) =>
      tags.length === 0 ? `Add tags to ${name}` : `Tags of ${name}: ${tags.join(", ")}. Change`,
    remove: (tag: string) => `Remove the tag ${tag}`,
    placeholder: "Type a tag",
    hint: "Enter adds a tag, Backspace takes the last one away.",
    known: "Tags in use",
    problems: {
      there: "It has this tag already.",
      too_many: "A document has 20 tags at most.",
      invalid: "A tag has 50 characters at most, without invisible ones.",
    },
    common: "Tags of all of them",
    manyTitle: (count: number) => `Tags of ${plural(count, "document", "documents")}`,
    manyHint: "What you add or remove changes all of them. Tags that only some have stay.",
    saved: (count: number) => `Tags of ${plural(count, "document", "documents")} saved`,
  },

  viewer: {
    view: "Show",
    original: "Document",
    passages: "Passages",
    resize: "Width of the passages",
    find: "Find in this document",
    found: (count: number, total: number) => `${number(count)} of ${plural(total, "passage", "passages")}`,
    passagesHint: (count: number) => `${plural(count, "passage", "passages")}. Choose one to see where it stands.`,
    notFound: "Nothing found",
    notFoundHint: "No passage of this document holds all of these words.",
    outdated: (cited: number, now: number) =>
      `The citation is from version ${number(cited)}. You see version ${number(now)}, in which the passage may stand elsewhere or be gone.`,
    table: "Table",
  },

  search: {
    emptyTitle: "Try a search",
    from: "From",
    to: "To",
    noneFiltered: "Filters leave documents out. Search without them.",
    coverage: (percent: string) => `${percent} of the question’s words, by weight`,
    needed: (value: string) => `, near enough from ${value}`,
    scoreHints: {
      dense:
        "How near the passage is to the question in meaning, 0 to 1. The line shows from where on it is near enough.",
      lexical: "How well its words match (BM25), beside the best passage found.",
      fused: "Both rankings put together, 0 to 1.",
      rerank: "What the reranking model gave it, beside the best passage found.",
    },
    how: "Each question is searched for twice, by meaning and by words. Both rankings are put together, the best passages are put in order again where a reranking model is set up, and what says the same twice is left out.",
  },

  estimate: {
    title: "What it will cost",
    passages: "Passages",
    about: (figure: string) => `about ${figure}`,
    atMost: (figure: string) => `at most ${figure}`,
    now: (figure: string) => `${figure} today. Estimated, since documents are cut in another way.`,
    embedding: (model: string) => `Embedding with ${model}`,
    embedded: (tokens: number, known: number) => {
      const paid = tokens === 0 ? "Nothing new to embed" : `About ${number(tokens)} tokens`;
      return known === 0 ? paid : `${paid}; ${plural(known, "passage", "passages")} embedded before`;
    },
    contexts: (model: string) => `Context by ${model}`,
    written: (calls: number, tokens: number) => `${plural(calls, "call", "calls")}, up to ${number(tokens)} tokens`,
    time: "Time",
    seconds: (seconds: number) => `about ${duration(seconds)}`,
    timeHint: "By the pace at which this knowledge base was prepared before.",
    timeUnknown: "not known",
    timeUnknownHint: "Nothing like it was prepared here before.",
    total: "In all, at most",
    free: "nothing",
    honest:
      "Documents are counted. Tokens and money are estimated from their texts and the price of the dearest deployment.",
    confirm: (documents: number) =>
      `${plural(documents, "document is", "documents are")} prepared again. Earlier answers may no longer open their sources, and the way back from an earlier re-index ends.`,
    costs: (amount: string) => `It costs ${amount} at most.`,
    costsNothing: "By the prices that are set up it costs nothing.",
  },
};
