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
  vi.stubGlobal("window", { removeEventListener: () => undefined });
  vi.stubGlobal("sessionStorage", fakeStorage());
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test("Drafts stay for the same person, and for another they are forgotten and the page is loaded anew", () => {
  const forget = vi.fn();
  const loadAnew = vi.fn();
  keepDraftsOnlyOf("ada", () => undefined);
  whenDraftsAreForgotten(forget);
  writeDraft(null, { text: "Half a question" });
  keepDraftsOnlyOf("ada", loadAnew);
  expect(readDraft(null)).toEqual({ text: "Half a question" });
  expect(loadAnew).not.toHaveBeenCalled();
  keepDraftsOnlyOf("bob", loadAnew);
  expect(readDraft(null)).toBeUndefined();
  expect(forget).toHaveBeenCalledTimes(1);
  expect(loadAnew).toHaveBeenCalledTimes(1);
});

test("Without storage what is in memory is forgotten as well", () => {
  vi.stubGlobal("sessionStorage", undefined);
  const loadAnew = vi.fn();
  keepDraftsOnlyOf("ada", () => undefined);
  keepDraftsOnlyOf("bob", loadAnew);
  expect(loadAnew).toHaveBeenCalledTimes(1);
});

test("A server that draws pages for many keeps nothing of anybody", () => {
  vi.stubGlobal("window", undefined);
  const loadAnew = vi.fn();
  keepDraftsOnlyOf("ada", loadAnew);
  keepDraftsOnlyOf("bob", loadAnew);
  expect(loadAnew).not.toHaveBeenCalled();
});
