import type { SessionFolder } from "@eai/contract";
import { expect, test } from "vitest";
import { folderKey, isStoredFolder, newFolderId, noteStoring, storedFolderId } from "./folders-being-stored.ts";

const stored: SessionFolder = { id: "fld_1", name: "Tenders", created_at: "2026-11-28T00:00:00.000Z" };

test("What is moved into a folder that is being stored waits for its id; the folder keeps its place on the page", async () => {
  const id = newFolderId();
  const { promise, resolve } = Promise.withResolvers<SessionFolder>();
  noteStoring(id, promise);
  expect(isStoredFolder(id)).toBe(false);
  let known: string | undefined;
  const asked = storedFolderId(id).then((found) => {
    known = found;
  });
  await Promise.resolve();
  expect(known).toBeUndefined();
  resolve(stored);
  await asked;
  expect(known).toBe("fld_1");
  expect(folderKey("fld_1")).toBe(id);
  expect(isStoredFolder("fld_1")).toBe(true);
  expect(await storedFolderId("fld_2")).toBe("fld_2");
});

test("A folder that could not be stored takes nothing", async () => {
  const id = newFolderId();
  noteStoring(id, Promise.reject(new Error("refused")));
  await expect(storedFolderId(id)).rejects.toThrow("refused");
});
