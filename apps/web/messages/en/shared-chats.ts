import { plural } from "./plural.ts";

/** Sharing a conversation, and reading one that was shared. */
export const sharedChats = {
  share: "Share",
  shared: "Shared",
  title: "Share this conversation",
  who: "Everyone in your organisation who is signed in and has the link can read it. Nobody can write in it.",
  what: "Your questions are shown as you wrote them, with all answers up to the last one you see now.",
  withheld:
    "An answer is hidden from anyone who may not read every document it rests on. Nobody gains access to documents.",
  later: "What you ask later stays private until you update the link.",
  create: "Create link",
  link: "Link for readers",
  copy: "Copy link",
  copyFailure: "Your browser does not let this page copy. The link is selected: copy it with your keyboard.",
  readersTitle: (title: string) => `Readers see it as “${title}”.`,
  since: (date: string) => `Shared on ${date}.`,
  updated: (date: string) => `Updated on ${date}.`,
  behind: "The link does not show what you see here now.",
  renew: "Update link",
  renewed: "The link shows this conversation as you see it now.",
  open: "Open as readers see it",
  stop: "Stop sharing",
  stopTitle: "Stop sharing this conversation?",
  stopText: "The link stops working at once and for good. If you share it again, there will be a new link.",
  stopped: "The conversation is no longer shared.",

  pageTitle: "Shared conversation",
  readOnly: "Read-only",
  sharedBy: (name: string, date: string) => `Shared by ${name} on ${date}`,
  hiddenCount: (count: number) =>
    `${plural(count, "answer is", "answers are")} hidden: you may not read every document behind ${count === 1 ? "it" : "them"}`,
  hidden: "This answer is hidden: it rests on documents that you may not read.",
  hiddenHint: (name: string) => `Ask ${name} to give you access to the documents; the answers appear then.`,
  notFoundTitle: "There is nothing shared here",
  notFound: "The link may be wrong, sharing may have ended, or it belongs to another organisation.",
  asker: (name: string) => `${name} asked`,
};
