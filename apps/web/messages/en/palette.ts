import { plural } from "./plural.ts";

/** The palette: everything that can be opened or done, by typing. */
export const palette = {
  title: "Search and commands",
  open: "Search everything",
  placeholder: "Search, or type a command…",
  list: "Results",
  groups: {
    recent: "Recent",
    conversations: "Conversations",
    knowledgeBases: "Knowledge bases",
    documents: "Documents",
    settings: "Settings",
    actions: "Actions",
  },
  empty: (wanted: string) => `Nothing was found for “${wanted}”.`,
  searching: "Searching…",
  partFailed: "Some results could not be loaded. Check your connection, and type again.",
  count: (count: number) => plural(count, "result", "results"),
  inFolder: (name: string) => `In ${name}`,
  keys: { move: "Move", choose: "Open", close: "Close" },
  pages: {
    rename: { placeholder: "New title of the conversation", action: (title: string) => `Rename to “${title}”` },
    move: {
      placeholder: "Folder for the conversation",
      create: (name: string) => `New folder “${name}”`,
      empty: "There is no folder yet. Type a name to make one.",
    },
    upload: { placeholder: "Knowledge base for the files", empty: "There is no knowledge base you may add files to." },
  },
  themes: { light: "Theme: light", dark: "Theme: dark", system: "Theme: as the system" },
  language: (name: string) => `Language: ${name}`,
  unpin: "Unpin this conversation",
  signOut: "Sign out",
  /** Further words under which something is found. */
  keywords: {
    newChat: "ask question start conversation",
    theme: "dark light mode colours appearance",
    language: "german english deutsch sprache translation",
    signOut: "log out leave",
    help: "keyboard keys hotkeys",
    upload: "add file document import",
    sidebar: "navigation panel",
    settings: "preferences options account",
  },
};
