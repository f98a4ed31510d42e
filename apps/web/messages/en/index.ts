import type { Usage } from "@eai/contract";
import { answers } from "./answers.ts";
import { appearance } from "./appearance.ts";
import { citationWords } from "./citations.ts";
import { composer } from "./composer.ts";
import { conversations } from "./conversations.ts";
import { formats } from "./formats.ts";
import { frame } from "./frame.ts";
import { ingestion } from "./ingestion.ts";
import { library } from "./library.ts";
import { offline } from "./offline.ts";
import { palette } from "./palette.ts";
import { duration, plural } from "./plural.ts";
import { quality } from "./quality.ts";
import { reindex } from "./reindex.ts";
import { search } from "./search.ts";
import { searchCache } from "./search-cache.ts";
import { settings } from "./settings.ts";
import { sharedChats } from "./shared-chats.ts";
import { sharing } from "./sharing.ts";
import { shortcuts } from "./shortcuts.ts";

/** Every text of the web app in English. A second language is another object of this type. */
export const en = {
  ...frame,

  shell: {
    sidebar: "Navigation",
    openSidebar: "Open navigation",
    newChat: "New chat",
    knowledgeBases: "Knowledge bases",
    conversations: "Conversations",
    empty: "Your conversations appear here.",
    pinned: "Pinned",
    today: "Today",
    yesterday: "Yesterday",
    lastWeek: "Previous 7 days",
    lastMonth: "Previous 30 days",
    older: "Older",
    pin: "Pin",
    unpin: "Unpin",
    actionsFor: (title: string) => `Actions for “${title}”`,
    titleOf: (title: string) => `Title of “${title}”`,
    answering: "Answering",
    accountMenu: (name: string) => `Account of ${name}`,
    theme: "Theme",
    themes: { light: "Light", dark: "Dark", system: "System" },
    roles: {
      member: "Member",
      editor: "Editor",
      auditor: "Auditor",
      tenant_admin: "Administrator",
      platform_admin: "Platform administrator",
    },
    version: (version: string) => `Version ${version}`,
    settings: "Settings",
  },

  settings,
  appearance,
  conversations,
  palette,
  shortcuts,
  reindex,
  formats,
  sharing,
  sharedChats,
  ingestion,
  answers,
  library,
  citationWords,
  quality,
  offline,

  chat: {
    title: "Chat",
    greeting: (name: string) => (name ? `What would you like to know, ${name}?` : "What would you like to know?"),
    lead: "Answers come from the knowledge bases you choose, with sources you can open.",
    leadEmpty: "Add documents to a knowledge base, and ask about them here. Each answer shows where it comes from.",
    createKnowledgeBase: "Create a knowledge base",
    suggestionsTitle: "Suggestions",
    suggestions: [
      "Summarise the main points of these documents",
      "What changed most recently?",
      "Which deadlines or limits are mentioned?",
      "Explain the most important terms",
    ],
    chooseFirst: "Choose a knowledge base to get answers from your documents.",
    composerLabel: "Your question",
    send: "Send",
    stop: "Stop the answer",
    hint: "Answers can be wrong. Check the sources.",
    tooLong: "This is too long. Shorten it to 100,000 characters.",
    you: "You",
    assistant: "Answer",
    conversation: "Conversation",
    toLatest: "Go to the latest message",
    retrieving: (count: number) => `Searching ${plural(count, "knowledge base", "knowledge bases")}…`,
    retrievingAny: "Searching…",
    reading: (count: number) => `Reading ${plural(count, "passage", "passages")}…`,
    thinking: "Thinking…",
    reconnecting: "Connection lost. Following the answer again…",
    copy: "Copy answer",
    copyCode: "Copy code",
    searchAgain: "Search again",
    askAgain: "Ask again",
    comeBack: (seconds: number) => `You can ask again in ${duration(seconds)}.`,
    sources: (count: number) => plural(count, "source", "sources"),
    servedBy: (model: string, region: string | null) => (region ? `${model} · ${region}` : model),
    usage: ({ prompt_tokens: read, cached_tokens: cached, completion_tokens: written, estimated }: Usage) => {
      const fromCache = cached > 0 ? ` (${cached.toLocaleString("en")} from the cache)` : "";
      const tokens = `${read.toLocaleString("en")} tokens read${fromCache}, ${written.toLocaleString("en")} written`;
      return estimated ? `${tokens}, as counted here` : tokens;
    },
    states: {
      stopped: "You stopped this answer.",
      interrupted: "The server went away while writing this answer. What was written is kept; ask again for the rest.",
      failed: "The answer could not be written.",
      filtered: "The content filter stopped this answer. Rephrase the question and ask again.",
      lost: "The connection broke before the answer was complete. Reload to see what was saved.",
    },
    budget: {
      owners: {
        person: () => "Your budget",
        tenant: (name: string) => `The budget of ${name}`,
        group: (name: string) => `The budget of the group ${name}`,
        api_key: (name: string) => `The budget of the key ${name}`,
      },
      left: (owner: string, percent: number, amount: string) =>
        `${owner} is running low: ${percent} % of this month’s is left (${amount}).`,
      grace: (owner: string, amount: string) => `${owner} for this month is used up. ${amount} more is allowed.`,
      stopped: (owner: string) => `${owner} for this month is used up. Further questions are refused.`,
      until: (day: string) => `It begins anew on ${day}. An administrator can raise it before.`,
    },
    failureHints: {
      answer_in_progress: "An answer is still being written in this conversation. Wait for it or stop it.",
      model_unavailable: "No model is available right now. Try again in a moment.",
      model_not_found: "This model is no longer available. Choose another one and ask again.",
      too_many_requests: "Too many questions at once. Wait a moment, then ask again.",
      budget_exhausted: "The budget for questions is used up. Ask your administrator.",
      search_unavailable: "Knowledge search is unavailable right now. Try again in a moment.",
    } as Record<string, string>,
    notices: {
      no_language_model:
        "For written answers an administrator adds a language model with AZURE_OPENAI_* or OPENAI_BASE_URL; see docs/setup.",
      keyword_search_only:
        "Searched by keywords only: no embedding model is configured for these documents, or it did not answer.",
      no_evidence_found:
        "Nothing in the chosen knowledge bases answers this. Try other words, or choose more knowledge bases.",
      retrieved_from_cache: "The passages are from an earlier search for the same question.",
      history_withheld:
        "Earlier answers of this conversation rested on documents you may no longer see. They were not given to the model again.",
      history_compacted: "This conversation is long; the model was no longer given its earlier part.",
      marker_removed: "A source number that no passage supports was removed.",
      marker_corrected: "A source number pointed at the wrong passage and was corrected.",
      output_limit_reached: "The answer reached its longest length and ends here. Ask for the rest to go on.",
    },
    notFoundTitle: "Conversation not found",
    notFound: "It was deleted, or it belongs to someone else.",
    blockedImage: (alt: string, host: string) => `Image not loaded: ${alt ? `${alt} ` : ""}(${host})`,
    inlineImage: "inline image",
  },

  composer,

  models: {
    label: "Model",
    current: (name: string) => `Model: ${name}`,
    default: "Default",
    quote: "Quotes only",
    quoteHint: "No language model is configured: answers quote your documents.",
    context: (tokens: number) => `${Math.round(tokens / 1000).toLocaleString("en")}k context`,
  },

  picker: {
    label: "Knowledge bases",
    choose: "Choose knowledge bases",
    search: "Find a knowledge base",
    none: "No knowledge base yet",
    noMatch: "No knowledge base has this name.",
    remove: (name: string) => `Remove ${name}`,
    documents: (count: number) => plural(count, "document", "documents"),
    manage: "Manage knowledge bases",
    saveFailed: "The selection could not be saved for this conversation.",
    unavailable: "No longer available",
  },

  citations: {
    title: "Sources",
    open: (number: number, name: string) => `Source ${number}: ${name}`,
    openOriginal: (page: number | null) => (page ? `Open original at page ${page}` : "Open original"),
    unavailable: "This document is gone, or you may no longer see it.",
    unavailableName: "Source no longer available",
    empty: "This answer has no sources.",
  },

  knowledge: {
    title: "Knowledge bases",
    lead: "Collections of documents that answers are taken from.",
    create: "New knowledge base",
    filter: "Filter knowledge bases",
    emptyTitle: "No knowledge base yet",
    empty: "Create one and add your documents. Questions in chat are answered from them, with sources.",
    emptyReadOnly: "None is shared with you yet. Ask a colleague or your administrator.",
    documents: (count: number) => plural(count, "document", "documents"),
    failedCount: (count: number) => `${count.toLocaleString("en")} failed`,
    inProgressCount: (count: number) => `${count.toLocaleString("en")} in progress`,
    ownedBy: (name: string) => `by ${name}`,
    name: "Name",
    namePlaceholder: "Company handbook",
    description: "Description",
    descriptionHint: "Optional. What it covers, for people who choose it.",
    scope: "Who can see it",
    scopes: { personal: "Only me", team: "My team", organization: "Organisation" },
    scopeHints: {
      personal: "Nobody else finds it or gets answers from it.",
      team: "People of your team can read it and ask about it.",
      organization: "Everyone in the organisation can read it and ask about it.",
    },
    scopeNotAllowed: "Your role may not share with the whole organisation.",
    advanced: "Advanced",
    chunking: "How documents are cut into passages",
    strategies: { structure: "By headings and pages (recommended)", paragraph: "By paragraphs", fixed: "Fixed length" },
    size: "Passage size (tokens)",
    sizeHint: "64 to 2,000.",
    overlap: "Overlap (tokens)",
    overlapHint: "0 to 500, less than the size.",
    numberOutOfRange: (from: number, to: number) => `Enter a whole number from ${from} to ${to.toLocaleString("en")}.`,
    overlapTooLarge: "The overlap must be smaller than the size.",
    nameMissing: "Give it a name.",
    createAction: "Create",
    created: "Knowledge base created",
    edit: "Edit details",
    editTitle: "Edit knowledge base",
    saved: "Saved",
    deleteTitle: (name: string) => `Delete “${name}”?`,
    deleteText: (count: number) =>
      count === 0
        ? "It is empty, and will be removed for whoever can see it."
        : `It and its ${plural(count, "document", "documents")} will be removed for whoever can see them, with files and index. This cannot be undone.`,
    deleteAction: "Delete knowledge base",
    deleted: "Knowledge base deleted",
    notFoundTitle: "Knowledge base not found",
    notFound: "It was deleted, or it is not shared with you.",
    keywordOnly: "Search works by keywords only: no embedding model is configured.",
    askAbout: "Ask about it",
    tabs: { documents: "Documents", search: "Try a search" },
    back: "All knowledge bases",
    actionsFor: (name: string) => `Actions for ${name}`,
  },

  upload: {
    drop: "Drop files or a folder here, or choose them",
    choose: "Choose files",
    limits: (types: string, size: string) => `${types} · up to ${size} each`,
    queued: "Waiting",
    uploading: (percent: number) => `Uploading ${percent} %`,
    finishing: "Saving…",
    cancel: (name: string) => `Cancel the upload of ${name}`,
    remove: (name: string) => `Remove ${name} from the list`,
    retry: (name: string) => `Upload ${name} again`,
    progressOf: (name: string) => `Upload of ${name}`,
    tooLarge: (limit: string) =>
      `Larger than the limit of ${limit}. Split it, or ask your administrator to raise the limit.`,
    empty: "The file is empty.",
    unsupported: (types: string) => `This type of file cannot be read. Use ${types}.`,
    network: "The connection broke. Try again.",
    listTitle: "Uploads",
    clearFinished: "Clear finished",
    doneLive: (name: string) => `${name} is uploaded and being prepared.`,
    failedLive: (name: string) => `${name} could not be uploaded.`,
  },

  documents: {
    list: "Documents",
    filter: "Filter by name",
    emptyTitle: "No documents yet",
    emptyReadOnly: "Nothing has been added here yet.",
    states: {
      queued: "Waiting",
      extracting: "Reading",
      chunking: "Cutting",
      embedding: "Embedding",
      indexing: "Indexing",
      ready: "Ready",
      failed: "Failed",
    },
    progressOf: (name: string) => `Preparation of ${name}`,
    stillSearchable: "The version before stays searchable.",
    failures: {
      empty_document: "It contains no text. Add some, then upload it again.",
      no_text_found: "No text was found in it. Upload a version that contains text.",
      scanned_document:
        "It consists of scanned pages without text. Run text recognition (OCR) on it, then upload the result.",
      password_protected: "It is protected by a password. Remove the password, then upload it again.",
      file_damaged: "The file is damaged. Open it in its own program, save a fresh copy and upload that.",
      file_type_unsupported:
        "This type of file cannot be read. Save it as PDF, DOCX, PPTX, XLSX, HTML, CSV, EML, Markdown or text.",
      too_large_when_unpacked: "It is too large once unpacked. Split it into smaller documents.",
      extraction_timed_out: "Reading it took too long. Try again; if it fails again, split it into smaller documents.",
      extraction_out_of_memory: "Reading it needs too much memory. Split it into smaller documents.",
      extraction_failed: "It could not be read. Try again, or save it in another format.",
      embedding_failed:
        "The embedding model could not be reached. Try again in a moment; if it fails again, tell your administrator.",
      indexing_failed:
        "The search index could not be reached. Try again in a moment; if it fails again, tell your administrator.",
      storage_failed:
        "The store of files could not be reached, or is full. Tell your administrator, and try again when there is room.",
      cancelled: "Its preparation was cancelled. Try again when you want it after all.",
      original_missing: "The original file is missing. Upload it again.",
      internal_error: "Something went wrong on our side. Try again; if it fails again, tell your administrator.",
    },
    unreadPages: (count: number) =>
      `${plural(count, "page", "pages")} not read: ${count === 1 ? "it is a picture" : "they are pictures"}`,
    recognisedPages: (count: number) => `${plural(count, "page", "pages")} read by text recognition, check the wording`,
    passages: (count: number) => plural(count, "passage", "passages"),
    version: (version: number) => `Version ${version}`,
    retry: "Retry",
    reingest: "Prepare again",
    reingestStarted: "Being prepared again",
    viewPassages: "View passages",
    passagesTitle: (name: string) => `Passages of ${name}`,
    passagesEmpty: "There are no passages yet.",
    passageNumber: (number: number) => `Passage ${number}`,
    tokens: (count: number) => plural(count, "token", "tokens"),
    download: "Download original",
    actionsFor: (name: string) => `Actions for ${name}`,
    deleteTitle: (name: string) => `Delete “${name}”?`,
    deleteText:
      "The file and its index entries will be removed for everyone. Answers that cite it keep their text, without the passage.",
    deleteAction: "Delete document",
    deleted: "Document deleted",
  },

  search,
  searchCache,

  viewer: {
    page: "Page",
    pageOf: (count: number) => `of ${count.toLocaleString("en")}`,
    previous: "Previous page",
    next: "Next page",
    zoomIn: "Larger",
    zoomOut: "Smaller",
    loading: "Loading the document…",
    failed: "The document could not be shown. Download the original instead.",
    passwordProtected: "The document is protected by a password. Download the original instead.",
    pageLabel: (page: number) => `Page ${page}`,
    passageNotLocated: "The passage could not be marked on the page. This is its text:",
    textLead: "Extracted text. Download the original for its layout.",
    noText: "No text has been extracted from this document yet.",
    notFoundTitle: "Document not found",
    notFound: "It was deleted, or it is not shared with you.",
    passageGone: "The cited passage belongs to an earlier version of this document.",
  },
};
