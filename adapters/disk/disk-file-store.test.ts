import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeFileStore } from "../../modules/knowledge/file-store.conformance.ts";
import { createDiskFileStore } from "./index.ts";

describeFileStore("a directory", async () => {
  const directory = await mkdtemp(join(tmpdir(), "disk-"));
  return {
    store: createDiskFileStore({ directory }),
    leftovers: async () => (await readdir(join(directory, "temporary"))).length,
    close: () => rm(directory, { recursive: true }),
  };
});

describe("createDiskFileStore", () => {
  it.skipIf(process.platform === "win32")("lets nobody else in", async () => {
    const parent = await mkdtemp(join(tmpdir(), "disk-"));
    const store = createDiskFileStore({ directory: join(parent, "files") });
    const { key } = await store.write(contentOf("secret"), { limitBytes: 100, signal: new AbortController().signal });
    const file = await store.localFile(key);
    expect((await stat(join(parent, "files", "originals"))).mode & 0o777).toBe(0o700);
    expect((await stat(file?.path ?? "")).mode & 0o777).toBe(0o600);
    await rm(parent, { recursive: true });
  });

  it("removes at its start what dead processes left, and nothing of the living", async () => {
    const directory = await mkdtemp(join(tmpdir(), "disk-"));
    const temporary = join(directory, "temporary");
    await mkdir(temporary);
    const host = hostname().replace(/[^\w-]/g, "_");
    const names = {
      dead: `${host}.4194999.aaaa.1`,
      formerSelf: `${host}.${process.pid}.aaaa.2`,
      living: `${host}.${process.ppid}.aaaa.3`,
      elsewhere: "another-host.17.aaaa.4",
      abandoned: "another-host.17.aaaa.5",
    };
    for (const name of Object.values(names)) await writeFile(join(temporary, name), "half a fi");
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(join(temporary, names.abandoned), longAgo, longAgo);
    createDiskFileStore({ directory });
    expect((await readdir(temporary)).sort()).toEqual([names.elsewhere, names.living].sort());
    await rm(directory, { recursive: true });
  });

  it.runIf(existsSync("/dev/full"))("says when the disk is full", async () => {
    const { writeTemporaryFile } = await import("./write-temporary-file.ts");
    const options = { limitBytes: 1000, signal: new AbortController().signal };
    await expect(writeTemporaryFile("/dev/full", contentOf("text"), options, "w")).rejects.toMatchObject({
      code: "storage_full",
    });
  });
});

async function* contentOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
