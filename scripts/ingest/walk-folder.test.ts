import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { walkFolder } from "./walk-folder.ts";

test("names have their folders; hidden, foreign and unsuitable files are left out, and no link leads outside or around", async () => {
  const base = await mkdtemp(join(tmpdir(), "eai-walk-"));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
  const folder = join(base, "handbook");
  await mkdir(join(folder, "team"), { recursive: true });
  await mkdir(join(folder, ".git"));
  await mkdir(join(base, "secret"));
  for (const path of [
    "index.md",
    "team/index.md",
    ".git/config.md",
    ".hidden.md",
    "team/film.mp4",
    "../secret/key.md",
  ]) {
    await writeFile(join(folder, path), "text");
  }
  await writeFile(join(folder, "empty.md"), "");
  await writeFile(join(folder, "large.md"), "x".repeat(101));
  await symlink(join(base, "secret"), join(folder, "outside"));
  await symlink(join(base, "secret", "key.md"), join(folder, "outside.md"));
  await symlink(folder, join(folder, "team", "around"));
  const { files, skipped } = await walkFolder(folder, { endings: [".md"], limitBytes: 100 });
  expect(files.map(({ name }) => name)).toEqual(["index.md", "team/index.md"]);
  expect(new Map(skipped.map(({ name, reason }) => [name, reason]))).toEqual(
    new Map([
      [".git", "hidden"],
      [".hidden.md", "hidden"],
      ["empty.md", "empty"],
      ["large.md", "too_large"],
      ["outside", "outside"],
      ["outside.md", "outside"],
      ["team/film.mp4", "unsupported"],
    ]),
  );
});

test("what is no folder is said", async () => {
  const acceptance = { endings: [".ts"], limitBytes: 100 };
  await expect(walkFolder("/there/is/nothing", acceptance)).rejects.toThrow("/there/is/nothing is no folder");
  await expect(walkFolder(import.meta.filename, acceptance)).rejects.toThrow("is no folder");
});
