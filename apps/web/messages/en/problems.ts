/**
 * Sentences for error codes of the API, where the page has a better one than the answer itself. The API speaks English
 * only and names what is wrong in this very case; so English has few of them, and another language all.
 */
export const problems: Record<string, string> = {
  network: "The server cannot be reached. Check your connection and try again.",
  internal_error: "Something went wrong on our side. Try again; if it fails again, tell your administrator.",
  shutting_down: "The server is restarting. Try again in a moment.",
};

/** The same on the pages for signing in and up, where some codes mean something of their own. */
export const accountProblems: Record<string, string> = {};

/** What is wrong with a field of an account, by its name. */
export const accountFieldProblems: Record<string, string> = {};
