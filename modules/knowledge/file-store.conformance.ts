import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FileStore, ListedFile, WriteOptions } from "./file-store.ts";

export interface FileStoreUnderTest {
  store: FileStore;
  /** How many bytes lie about that no file accounts for: what failed writes left. */
  leftovers(): Promise<number>;
  close(): Promise<void>;
}

/**
 * What every file store must do; each adapter's test calls this with its own store.
 * @param options.clockStepMilliseconds how finely the store tells the time of a write
 */
export function describeFileStore(
  name: string,
  open: () => Promise<FileStoreUnderTest>,
  { clockStepMilliseconds = 30 }: { clockStepMilliseconds?: number } = {},
): void {
  describe(`${name} as a file store`, () => {
    let opened: FileStoreUnderTest;
    let store: FileStore;
    beforeEach(async () => {
      opened = await open();
      ({ store } = opened);
    });
    afterEach(() => opened.close());

    const later = () => new Date(Date.now() + 60_000);
    function write(
      parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
      limitBytes = 1_000_000,
      signal = new AbortController().signal,
      inspect?: WriteOptions["inspect"],
    ) {
      return store.write(asStream(parts), { limitBytes, signal, ...(inspect && { inspect }) });
    }
    async function listed(before: Date): Promise<ListedFile[]> {
      return Array.fromAsync(store.list(before));
    }

    it("gives back what was written", async () => {
      const parts = [randomBytes(70_000), randomBytes(1), randomBytes(130_000)];
      const whole = Buffer.concat(parts);
      const file = await write(parts);
      expect(file).toMatchObject({
        sizeBytes: whole.length,
        contentHash: createHash("sha256").update(whole).digest("hex"),
      });
      const content = await store.open(file.key);
      expect(content && (await buffer(content)).equals(whole)).toBe(true);
      expect(await store.exists(file.key)).toBe(true);
      {
        await using local = await store.localFile(file.key);
        expect(local && (await readFile(local.path)).equals(whole)).toBe(true);
      }
      expect(await opened.leftovers()).toBe(0);
    });

    it("shows the content before it is kept, and keeps nothing of what is refused then", async () => {
      const seen: [string, number][] = [];
      const { sizeBytes } = await write(
        [Buffer.from("con"), Buffer.from("tent")],
        100,
        undefined,
        async (path, size) => {
          seen.push([await readFile(path, "utf8"), size]);
        },
      );
      expect(seen).toEqual([["content", sizeBytes]]);
      const refusal = write([randomBytes(10)], 100, undefined, () => Promise.reject(new Error("not wanted")));
      await expect(refusal).rejects.toThrow("not wanted");
      expect(await listed(later())).toHaveLength(1);
      expect(await opened.leftovers()).toBe(0);
    });

    it("keeps the same bytes once, also when they come at the same time", async () => {
      const bytes = randomBytes(50_000);
      const files = await Promise.all(Array.from({ length: 8 }, () => write([bytes])));
      expect(new Set(files.map((file) => file.key)).size).toBe(1);
      expect(await listed(later())).toHaveLength(1);
      expect(await opened.leftovers()).toBe(0);
    });

    it("keeps an empty file", async () => {
      const { key, sizeBytes } = await write([]);
      expect(sizeBytes).toBe(0);
      expect(await store.exists(key)).toBe(true);
    });

    it("refuses more than the limit at once, and leaves nothing", async () => {
      let given = 0;
      async function* endless() {
        for (;;) {
          given += 1;
          yield randomBytes(10_000);
        }
      }
      await expect(write(endless(), 25_000)).rejects.toMatchObject({ name: "ProblemError", code: "payload_too_large" });
      expect(given).toBeLessThan(6);
      await expect(write([randomBytes(25_000)], 25_000)).resolves.toMatchObject({ sizeBytes: 25_000 });
      expect(await listed(later())).toHaveLength(1);
      expect(await opened.leftovers()).toBe(0);
    });

    it("passes on the error of the stream, and leaves nothing", async () => {
      async function* broken() {
        yield randomBytes(1000);
        throw new Error("the client went away");
      }
      await expect(write(broken())).rejects.toThrow("the client went away");
      expect(await listed(later())).toEqual([]);
      expect(await opened.leftovers()).toBe(0);
    });

    it("stops at the signal while the stream is silent", async () => {
      async function* silent() {
        yield randomBytes(1000);
        await new Promise(() => {});
      }
      const controller = new AbortController();
      const writing = write(silent(), 10_000, controller.signal);
      setTimeout(() => controller.abort(new Error("stopping")), 20);
      await expect(writing).rejects.toThrow("stopping");
      await expect(write([randomBytes(1)], 10, controller.signal)).rejects.toThrow("stopping");
      expect(await opened.leftovers()).toBe(0);
    });

    it("removes a file, for good and without complaint", async () => {
      const { key } = await write([randomBytes(10)]);
      await store.remove(key);
      await store.remove(key);
      expect(await store.exists(key)).toBe(false);
      expect(await store.open(key)).toBeNull();
      expect(await store.localFile(key)).toBeNull();
    });

    it("lists what is older than a time, and counts writing again as new", async () => {
      const bytes = randomBytes(10);
      const { key } = await write([bytes]);
      expect(await listed(new Date(Date.now() - 60_000))).toEqual([]);
      const [first] = await listed(later());
      expect(first).toMatchObject({ key, sizeBytes: 10 });
      await new Promise((resolve) => setTimeout(resolve, clockStepMilliseconds));
      await write([bytes]);
      const [second] = await listed(later());
      expect(second?.modifiedAt.getTime()).toBeGreaterThan(first?.modifiedAt.getTime() ?? 0);
    });

    it.each(["../../etc/passwd", "/etc/passwd", "", "..", "a".repeat(5000), "x\0y", "ABCDEF".repeat(11)])(
      "knows no file by the name %j",
      async (key) => {
        expect(await store.open(key)).toBeNull();
        expect(await store.localFile(key)).toBeNull();
        expect(await store.exists(key)).toBe(false);
        await store.remove(key);
      },
    );
  });
}

async function* asStream(parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* parts;
}
