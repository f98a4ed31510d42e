import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { UploadOutcome } from "./upload.ts";
import { UploadQueue } from "./upload-queue.ts";

const taken: UploadOutcome = { status: 202, problem: undefined, document: undefined, retryAfterSeconds: undefined };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const files = (count: number, size = 10) =>
  Array.from({ length: count }, (_, index) => ({
    file: new File([new Uint8Array(size)], `file-${index}.md`),
    path: undefined,
  }));

test("A thousand files are sent four at a time, and told of rarely", async () => {
  let running = 0;
  let most = 0;
  const queue = new UploadQueue(async (_, progress) => {
    running += 1;
    most = Math.max(most, running);
    for (const share of [0.25, 0.5, 0.75, 1]) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      progress(share);
    }
    running -= 1;
    return taken;
  });
  let told = 0;
  queue.subscribe(() => {
    told += 1;
  });
  queue.add(files(1_000));
  await vi.advanceTimersByTimeAsync(3_000);
  const { counts, secondsLeft, bytesPerSecond } = queue.view();
  expect(counts.total).toBe(1_000);
  expect(counts.done).toBeGreaterThan(500);
  // 4 × 10 bytes in 20 ms.
  expect(bytesPerSecond).toBeGreaterThan(1_500);
  expect(bytesPerSecond).toBeLessThan(2_100);
  expect(secondsLeft).toBeLessThan(3);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(queue.view().counts).toMatchObject({ done: 1_000, open: 0 });
  expect(queue.view().secondsLeft).toBeNull();
  expect(most).toBe(4);
  expect(told).toBeLessThan(50);
});

test("A busy server is asked again when it said, and a person after so many times", async () => {
  let calls = 0;
  const busy: UploadOutcome = { ...taken, status: 429, retryAfterSeconds: 30 };
  const queue = new UploadQueue(async () => {
    calls += 1;
    return calls === 2 ? taken : busy;
  });
  queue.add(files(1));
  await vi.advanceTimersByTimeAsync(29_000);
  expect(calls).toBe(1);
  expect(queue.view().uploads[0]?.state).toMatchObject({ step: "held" });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(queue.view().counts.done).toBe(1);
  queue.add(files(1));
  await vi.advanceTimersByTimeAsync(200_000);
  expect(calls).toBe(2 + 5);
  expect(queue.view().counts).toMatchObject({ total: 1, failed: 1, retryable: 1 });
});

test("Paused nothing begins, cancelled nothing is left, and what failed is sent again", async () => {
  let status = 503;
  const queue = new UploadQueue(async (_, __, signal) => {
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
      signal.addEventListener("abort", resolve);
    });
    return { ...taken, status };
  });
  queue.limits = { accepted_file_types: [".md"], upload_limit_bytes: 100 };
  queue.add([...files(10), { file: new File(["x"], "a.exe"), path: "tools/a.exe" }]);
  queue.setPause(true);
  await vi.advanceTimersByTimeAsync(300_000);
  expect(queue.view()).toMatchObject({ paused: true, bytesPerSecond: null });
  expect(queue.view().counts).toMatchObject({ total: 11, failed: 5, retryable: 4, open: 6 });
  status = 202;
  queue.retryFailed();
  queue.setPause(false);
  await vi.advanceTimersByTimeAsync(150);
  queue.cancelAll();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(queue.view().counts).toMatchObject({ done: 4, failed: 1, open: 0, total: 5 });
  // A new import counts anew.
  queue.add(files(2));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(queue.view().counts).toMatchObject({ total: 2, done: 2 });
});
