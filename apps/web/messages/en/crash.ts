/** What is said when not even the frame of a page can be drawn. Small: it is part of every page, in every language. */
export const crash = {
  title: "This page ran into a problem",
  text: "Nothing you saved is lost. Try again; if it keeps happening, tell your administrator.",
  retry: "Try again",
};
