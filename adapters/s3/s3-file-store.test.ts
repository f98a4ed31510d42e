import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { describeFileStore } from "../../modules/knowledge/file-store.conformance.ts";
import { type S3Emulator, startS3Emulator } from "../../ops/dev/s3-emulator/index.ts";
import { createS3FileStore, S3ConfigurationError, type S3FileStore, type S3Settings } from "./index.ts";

describeFileStore("the S3 emulator", async () => {
  const emulator = await startS3Emulator({ pageLimit: 2 });
  const directory = await mkdtemp(join(tmpdir(), "s3-"));
  const store = createS3FileStore(settingsOf(emulator), directory);
  return {
    store,
    leftovers: async () => (await readdir(directory)).length + (emulator.objects.size - (await count(store))),
    async close() {
      store.end();
      await emulator.close();
      await rm(directory, { recursive: true });
    },
  };
});

// For a service of your own, such as MinIO: everything is written below a prefix of its own and removed again.
const real = process.env.S3_TEST_ENDPOINT;
if (real !== undefined) {
  describeFileStore(
    `the S3 service at ${new URL(real).host}`,
    async () => {
      const directory = await mkdtemp(join(tmpdir(), "s3-"));
      const store = createS3FileStore(
        {
          endpoint: real,
          region: process.env.S3_TEST_REGION ?? "us-east-1",
          bucket: process.env.S3_TEST_BUCKET ?? "eai-test",
          forcePathStyle: process.env.S3_TEST_FORCE_PATH_STYLE !== "false",
          prefix: `test-${randomUUID()}/`,
          credentials: {
            accessKeyId: process.env.S3_TEST_ACCESS_KEY_ID ?? "",
            secretAccessKey: process.env.S3_TEST_SECRET_ACCESS_KEY ?? "",
          },
        },
        directory,
      );
      return {
        store,
        leftovers: async () => (await readdir(directory)).length,
        async close() {
          for await (const { key } of store.list(new Date(Date.now() + 3_600_000))) await store.remove(key);
          store.end();
          await rm(directory, { recursive: true });
        },
      };
    },
    // Real services tell the time of a write in whole seconds.
    { clockStepMilliseconds: 2100 },
  );
}

describe("createS3FileStore", () => {
  let emulator: S3Emulator;
  let directory: string;
  let store: S3FileStore;
  const busy = { status: 503, code: "SlowDown", message: "Please reduce your request rate." };
  beforeAll(async () => {
    emulator = await startS3Emulator();
    directory = await mkdtemp(join(tmpdir(), "s3-"));
    store = createS3FileStore(settingsOf(emulator), directory);
  });
  beforeEach(() => emulator.reset());
  afterAll(async () => {
    store.end();
    await emulator.close();
    await rm(directory, { recursive: true });
  });

  function write(bytes: Uint8Array, signal = new AbortController().signal) {
    return store.write(contentOf(bytes), { limitBytes: 50_000_000, signal });
  }

  it("names objects as the directory on disk does, below the prefix", async () => {
    const { key } = await write(Buffer.from("x"));
    expect([...emulator.objects.keys()]).toEqual([`some/where/originals/${key.slice(0, 2)}/${key.slice(2, 4)}/${key}`]);
  });

  it("waits and tries again while the service is busy, also with the body of an upload", async () => {
    const bytes = randomBytes(3_000_000);
    emulator.fault({ refusal: busy, times: 2 });
    const { key } = await write(bytes);
    emulator.fault({ refusal: busy, method: "GET", times: 2 });
    const content = await store.open(key);
    expect(content && (await buffer(content)).equals(bytes)).toBe(true);
  });

  it("fetches a copy again when the connection breaks in the middle, and waits for slow bodies", async () => {
    const bytes = randomBytes(200_000);
    const { key } = await write(bytes);
    emulator.fault({ method: "GET", cutAfterBytes: 70_000 });
    emulator.fault({ method: "GET", pauseMilliseconds: 100 });
    await using local = await store.localFile(key);
    expect(local && (await readFile(local.path)).equals(bytes)).toBe(true);
  });

  it("never hands out other bytes than were stored", async () => {
    const { key } = await write(Buffer.from("what was stored"));
    for (const object of emulator.objects.values()) object.bytes = Buffer.from("what somebody put there");
    await expect(store.localFile(key)).rejects.toMatchObject({ code: "storage_unavailable" });
    expect(await readdir(directory)).toEqual([]);
  });

  it("says when the service is down for longer, and leaves nothing", async () => {
    emulator.fault({ refusal: busy, times: 4 });
    await expect(write(randomBytes(10))).rejects.toMatchObject({ code: "storage_unavailable", retryAfterSeconds: 5 });
    expect(emulator.objects.size).toBe(0);
    expect(await readdir(directory)).toEqual([]);
  });

  it.each([
    {
      status: 507,
      code: "XMinioStorageFull",
      message: "Storage backend has reached its minimum free drive threshold.",
    },
    { status: 400, code: "XMinioAdminBucketQuotaExceeded", message: "Bucket quota exceeded" },
  ])("says that the bucket is full at $code", async (refusal) => {
    emulator.fault({ refusal });
    await expect(write(randomBytes(10))).rejects.toMatchObject({ code: "storage_full" });
  });

  it("stops at the signal also while the service is busy", async () => {
    emulator.fault({ refusal: busy, times: 4 });
    const controller = new AbortController();
    const writing = write(randomBytes(10), controller.signal);
    await expect.poll(() => emulator.requests.at(-1)).toMatch(/^PUT/);
    controller.abort(new Error("stopping"));
    await expect(writing).rejects.toThrow("stopping");
    expect(await readdir(directory)).toEqual([]);
  });

  it("tells a mistake in its configuration from a service that is down", async () => {
    const right = settingsOf(emulator);
    const wrong: [Partial<S3Settings>, RegExp][] = [
      [{ bucket: "missing" }, /The bucket "missing" does not exist/],
      [{ credentials: { accessKeyId: "nobody", secretAccessKey: "x" } }, /s3:PutObject|S3_ACCESS_KEY_ID/],
      [{ credentials: { ...emulator.key, secretAccessKey: "wrong" } }, /s3:PutObject|S3_SECRET_ACCESS_KEY/],
    ];
    for (const [change, sentence] of wrong) {
      const mistaken = createS3FileStore({ ...right, ...change }, directory);
      await expect(mistaken.check()).rejects.toThrow(sentence);
      await expect(mistaken.check()).rejects.toThrow(S3ConfigurationError);
      const written = mistaken.write(contentOf(Buffer.from("x")), {
        limitBytes: 10,
        signal: new AbortController().signal,
      });
      await expect(written).rejects.toMatchObject({
        code: "storage_unavailable",
        cause: { name: "S3ConfigurationError", message: expect.stringMatching(sentence) },
      });
      mistaken.end();
    }
    await store.check();
  });
});

function settingsOf({ url, bucket, key }: S3Emulator): S3Settings {
  return {
    bucket,
    region: "us-east-1",
    endpoint: url,
    forcePathStyle: true,
    prefix: "some/where/",
    credentials: key,
    retryPauseMilliseconds: 10,
  };
}

async function count(store: S3FileStore): Promise<number> {
  return (await Array.fromAsync(store.list(new Date(Date.now() + 3_600_000)))).length;
}

async function* contentOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 65_536) yield bytes.subarray(start, start + 65_536);
}
