import { plural } from "./plural.ts";

export interface CommandWords {
  /** Typed behind the `/`. */
  name: string;
  hint: string;
  /** What the question begins with; what stands in brackets is typed over. */
  template?: string;
}

const commands = {
  summarise: {
    name: "summarise",
    hint: "The most important points as a short list",
    template: "Summarise the most important points of [this] as a short list.",
  },
  compare: {
    name: "compare",
    hint: "Two things beside each other in a table",
    template: "Compare [the first] with the second in a table: what is the same, and what differs?",
  },
  explain: {
    name: "explain",
    hint: "In simple words, with an example",
    template: "Explain [this] in simple words, with an example.",
  },
  translate: {
    name: "translate",
    hint: "Into another language",
    template: "Translate into [English]: ",
  },
  extract: {
    name: "extract",
    hint: "Dates, amounts and names as a table",
    template: "List all [dates, amounts and names] in a table, each with where it stands.",
  },
  knowledge: { name: "knowledge", hint: "Choose a knowledge base or a document" },
  attach: { name: "attach", hint: "Add files to this question" },
  model: { name: "model", hint: "Choose the model that answers" },
  fresh: { name: "fresh", hint: "Search anew, whatever was found before" },
  clear: { name: "clear", hint: "Take away everything that is chosen" },
  new: { name: "new", hint: "Begin a new conversation" },
} satisfies Record<string, CommandWords>;

/** Texts of the box in which questions are written. */
export const composer = {
  placeholder: "Ask a question. / for commands, @ for knowledge",
  attach: "Add files",
  queueAction: "Put in line",
  commands,

  lists: {
    command: "Commands",
    model: "Models",
    source: "Knowledge bases and documents",
    tag: "Tags",
    empty: {
      command: "There is no such command.",
      model: "No model has this name.",
      source: "No knowledge base or document has this name.",
      tag: "None of your documents has such a tag.",
    },
    failed: "This could not be loaded. Type on to try again.",
    keys: "↑ ↓ to move · Enter to choose · Esc to close",
    count: (count: number) => (count === 0 ? "Nothing found" : plural(count, "suggestion", "suggestions")),
  },

  files: {
    label: "Files",
    myFiles: "My files",
    searchable: "Searchable",
    pasteAsText: "Paste as text instead",
    pastedName: "Pasted text",
    pastedLive: (name: string) => `The long text became the file ${name}.`,
    remove: (name: string) => `Remove ${name} from the question`,
    gone: "It was deleted meanwhile. Add it again.",
    noLongerThere: "No longer available",
    drop: "Drop files to ask about them",
    dropHint: "They are kept in “My files”, which only you can see.",
    tooMany: (most: number, left: number) =>
      `${most} files at a time: ${plural(left, "file was", "files were")} left out. A knowledge base takes more.`,
    readyLive: (name: string) => `${name} is searchable.`,
    failedLive: (name: string) => `${name} cannot be searched.`,
  },

  chosen: {
    label: "Chosen for this question",
    only: (name: string) => `Only ${name}`,
    onlyHint: (name: string) => `Of the knowledge bases only ${name} is searched for this question`,
    tagHint: (tag: string) => `Only documents with the tag ${tag} are searched`,
    fresh: "Search anew",
    earlierHint: (name: string) => `${name} is part of this conversation and is searched again`,
    base: (name: string) => `${name} is searched from now on.`,
    cleared: "Nothing is chosen any more.",
    model: (name: string) => `${name} answers from now on.`,
  },

  gate: {
    waiting: (count: number) =>
      `Waiting until ${plural(count, "file is", "files are")} searchable. Your question then goes out by itself.`,
    askNow: "Ask without waiting",
  },

  queue: {
    label: "Questions in line",
    paused: "Paused: the last answer is not complete, or the page was loaded again.",
    goOn: "Go on",
    edit: "Edit this question",
    remove: "Remove this question",
    full: (most: number) => `${most} questions are in line already. Wait for an answer.`,
  },

  editing: {
    bar: "You are editing your last question",
    cancel: "Stop editing",
  },

  limits: {
    over: "You can ask again now.",
  },

  models: {
    search: "Find a model",
    none: "No model has this name.",
    reasoning: "thinks first",
    tools: "tools",
    noStreaming: "answers in one piece",
    providers: { azure: "Azure OpenAI", "openai-compatible": "Other servers" } as Record<string, string>,
  },

  use: {
    label: "Use and budget",
    summary: (percent: number) => `Context ${percent} % full. Show use and budget`,
    context: "Context",
    tokens: (used: number, window: number, model: string) =>
      `About ${used.toLocaleString("en")} of ${window.toLocaleString("en")} tokens that ${model} reads at once.`,
    nearlyFull: "Earlier parts of the conversation will soon be left out.",
    cost: "This conversation",
    estimated: "Partly estimated here, since the provider gave no figures.",
    left: (amount: string) => `${amount} left`,
    budgetLeft: "Budget that is left",
    anew: (day: string) => `Begins anew on ${day}.`,
  },
};
