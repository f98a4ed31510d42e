import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { DirectoryInUseError, lockDirectory } from "@eai/adapters/pglite";
import { expect, test } from "vitest";

test("a directory stays taken when what gives it back is forgotten", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const directory = await mkdtemp(join(tmpdir(), "eai-lock-"));
  lockDirectory(directory);
  for (let round = 0; round < 3; round += 1) {
    collectGarbage();
    await pause(10);
  }
  expect(() => lockDirectory(directory)).toThrow(DirectoryInUseError);
  await rm(directory, { recursive: true, force: true });
});
