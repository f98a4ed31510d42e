import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { freePort, startProduct } from "../product.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** From before the database is made to after its migration, on a fast machine as on a slow one. */
const killsAfterMs = [400, 900, 1400, 2000, 2700, 3500];

test("a first start killed again and again, while it makes the database and migrates it, ends well", async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), "eai-first-"));
  for (const killAfterMs of killsAfterMs) {
    const child = spawn(process.execPath, ["apps/main.ts"], {
      cwd: root,
      env: { PATH: process.env.PATH, EAI_DATA_DIR: dataDirectory, API_PORT: String(await freePort()) },
      stdio: "ignore",
    });
    const exited = new Promise((resolve) => child.once("exit", resolve));
    await new Promise((resolve) => setTimeout(resolve, killAfterMs));
    child.kill("SIGKILL");
    await exited;
  }
  await using product = await startProduct({ dataDirectory });
  const anna = await product.signUp({ name: "Anna", email: "anna@example.com" });
  expect(await anna.call("GET", "/api/v1/me")).toMatchObject({ role: "platform_admin" });
  const knowledgeBase = await anna.createKnowledgeBase({ name: "After the kills" });
  expect(await anna.ingest(knowledgeBase.id, "note.txt", "The gate opens at seven.")).toMatchObject({ state: "ready" });
  await product.stop();
  await rm(dataDirectory, { recursive: true, force: true });
});
