import { duration, plural } from "./plural.ts";

/** The cache of searches of a knowledge base. */
export const searchCache = {
  title: "Search cache",
  lead: "What a search found is kept for a while, for the next who asks the same and may find the same documents. Answers from it say so.",
  enabled: "Keep what searches find",
  similarity: "Least similarity of questions",
  similarityHint: "0.5 to 1. From here on another question counts as the same; 1: the same words only.",
  similarityWrong: "A number from 0.5 to 1.",
  entries: "Searches kept",
  hitRate: "Taken from the cache",
  ofSearches: (percent: string, searches: number) => `${percent} of ${plural(searches, "search", "searches")}`,
  noSearches: "No search yet",
  saved: "Saved",
  savedTime: (milliseconds: number) => (milliseconds < 1000 ? "less than a second" : duration(milliseconds / 1000)),
  nothing: "Nothing yet",
  forget: "Forget all",
  forgetTitle: "Forget every search that was kept?",
  forgetText: "The next searches are done anew, and the figures here begin at zero. Nothing else is lost.",
  forgotten: "All kept searches are forgotten",
};
