import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepDraftsOnlyOf, readDraft, whenDraftsAreForgotten, writeDraft } from "./drafts.ts";

/** A storage that shows its keys as properties, as the browser's does. */
function fakeStorage() {
  return Object.create(
    {
      getItem(this: Record<string, string>, key: string) {
        return this[key] ?? null;
      },
      setItem(this: Record<string, string>, key: string, value: string) {
        this[key] = value;
      },
      removeItem(this: Record<string, string>, key: string) {
        delete this[key];
      },
    },
    {},
  );
}

beforeEach(() => {
  vi.stubGlobal("sessionStorage", fakeStorage());
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test("Drafts stay for the same person and are forgotten for another", () => {
  const forget = vi.fn();
  whenDraftsAreForgotten(forget);
  keepDraftsOnlyOf("ada");
  writeDraft(null, { text: "Half a question" });
  keepDraftsOnlyOf("ada");
  expect(readDraft(null)).toEqual({ text: "Half a question" });
  keepDraftsOnlyOf("bob");
  expect(readDraft(null)).toBeUndefined();
  expect(forget).toHaveBeenCalledTimes(1);
});
