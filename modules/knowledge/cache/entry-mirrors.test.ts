import { expect, test } from "vitest";
import { EntryMirrors } from "./entry-mirrors.ts";

const limits = { ttlSeconds: 60, entryLimit: 20_000 };

function entry(questionHash: string) {
  const vector = new Float32Array(1536);
  vector[0] = 1;
  return { questionHash, marks: "", finding: "", value: "x".repeat(2000), vector };
}

test("all sets together stay below their bytes: first goes the set not searched for longest", () => {
  const mirrors = new EntryMirrors(Date.now, { mostBytes: 2_000_000 });
  for (let place = 0; place < 40; place += 1) {
    const shelf = mirrors.open(["kb_shared", `kb_${place}`]);
    for (let each = 0; each < 5; each += 1) mirrors.put(shelf, { key: "k" }, entry(`q${each}`), limits);
    mirrors.open(["kb_shared", "kb_0"]);
    expect(mirrors.bytes).toBeLessThanOrEqual(2_000_000);
  }
  expect(mirrors.of("kb_39")[0]?.mirror.size).toBe(5);
  expect(mirrors.of("kb_0")[0]?.mirror.size).toBe(5);
  expect(mirrors.of("kb_1")).toEqual([]);
});

test("of one set the oldest entries go, and what is left can still be found", () => {
  const mirrors = new EntryMirrors(Date.now, { mostBytes: 500_000 });
  const shelf = mirrors.open(["kb"]);
  for (let each = 0; each < 200; each += 1) mirrors.put(shelf, { key: "k" }, entry(`q${each}`), limits);
  expect(mirrors.bytes).toBeLessThanOrEqual(500_000);
  expect(shelf.mirror.size).toBeGreaterThan(5);
  expect(shelf.mirror.exact({ key: "k" }, "q0", limits)).toBeNull();
  expect(shelf.mirror.exact({ key: "k" }, "q199", limits)).not.toBeNull();
});
