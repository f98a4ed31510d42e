import { expect, test } from "vitest";
import {
  countUploads,
  refusalBefore,
  refusedFiles,
  stateAfter,
  type Upload,
  type UploadState,
} from "./upload-states.ts";

const limits = { accepted_file_types: [".pdf", ".md"], upload_limit_bytes: 1_000 };
const nothing = { problem: undefined, document: undefined, retryAfterSeconds: undefined };

function upload(id: number, name: string, size: number, state: UploadState): Upload {
  return { id, file: new File([new Uint8Array(size)], name), path: undefined, state };
}

test("What cannot be taken is told before a byte is sent", () => {
  expect(refusalBefore({ name: "a.PDF", size: 10 }, limits)).toBeUndefined();
  expect(refusalBefore({ name: "a.pdf", size: 0 }, limits)).toEqual({ kind: "empty" });
  expect(refusalBefore({ name: "a.pdf", size: 1_001 }, limits)).toEqual({ kind: "too_large" });
  expect(refusalBefore({ name: "a.tar.GZ", size: 1 }, limits)).toEqual({ kind: "unsupported", ending: ".gz" });
  expect(refusalBefore({ name: ".profile", size: 1 }, limits)).toEqual({ kind: "unsupported", ending: "" });
  // While the limits are not known the server decides.
  expect(refusalBefore({ name: "a.exe", size: 1 }, undefined)).toBeUndefined();
});

test("An answer says whether another try may help", () => {
  expect(stateAfter({ ...nothing, status: 0 }, 0)).toMatchObject({ retryable: true, refusal: { kind: "network" } });
  expect(stateAfter({ ...nothing, status: 413 }, 0)).toMatchObject({
    retryable: false,
    refusal: { kind: "too_large" },
  });
  expect(stateAfter({ ...nothing, status: 415 }, 0)).toMatchObject({ retryable: false });
  expect(stateAfter({ ...nothing, status: 503 }, 0)).toMatchObject({ retryable: true });
});

test("Bytes of what failed are no part of what is left", () => {
  const counts = countUploads([
    upload(1, "a.pdf", 100, { step: "done", known: true }),
    upload(2, "b.pdf", 200, { step: "sending", share: 0.5 }),
    upload(3, "c.pdf", 300, { step: "queued" }),
    upload(4, "d.pdf", 400, { step: "failed", refusal: { kind: "network" }, retryable: true }),
    upload(5, "e.pdf", 500, { step: "held", until: 0 }),
  ]);
  expect(counts).toEqual({
    total: 5,
    done: 1,
    known: 1,
    failed: 1,
    retryable: 1,
    open: 3,
    bytes: 1_100,
    sentBytes: 200,
  });
});

test("What was refused is put together by reason, the most frequent first", () => {
  const failed = (id: number, name: string, refusal: Extract<UploadState, { step: "failed" }>["refusal"]) =>
    upload(id, name, 1, { step: "failed", refusal, retryable: false });
  const groups = refusedFiles([
    failed(1, "a.md", { kind: "empty" }),
    failed(2, "b.zip", { kind: "unsupported", ending: ".zip" }),
    failed(3, "c.exe", { kind: "unsupported", ending: ".exe" }),
    failed(4, "d.md", { kind: "server", code: "storage_full", detail: "Full." }),
    upload(5, "e.md", 1, { step: "queued" }),
  ]);
  expect(groups.map(({ refusal, names }) => [refusal.kind, names])).toEqual([
    ["unsupported", ["b.zip", "c.exe"]],
    ["empty", ["a.md"]],
    ["server", ["d.md"]],
  ]);
});
