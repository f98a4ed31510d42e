/** Without a connection: what still works on each page, and the page that stands for one that cannot be fetched. */
export const offline = {
  chat: "You are offline. You can read what is open and go on writing: your question is kept as a draft. Answers that were being written are finished on the server.",
  knowledge:
    "You are offline. What is listed may be out of date. Documents are prepared on the server meanwhile; uploads that broke off can be tried again.",
  settings: "You are offline. Nothing can be changed until you are back.",
  other: "You are offline. What you see may be out of date.",
  pageTitle: "No connection",
  pageText:
    "This page cannot be fetched: your connection is down, or the server is away. Nothing you saved is lost. It is tried again as soon as you are back.",
  retry: "Try again",
};
