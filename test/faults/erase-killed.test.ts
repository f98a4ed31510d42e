import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditEvent, Me } from "@eai/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { personWith, startProduct } from "../product.ts";

let dataDirectory: string;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "eai-erase-"));
});
afterAll(() => rm(dataDirectory, { recursive: true, force: true }));

/** From before the first write to the middle of what the files of twenty documents take. */
const killedAfterMs = [5, 40, 120, 300];

test("killed in the middle of an erasure: it is done or was never begun, and what was begun is finished", async () => {
  let product = await startProduct({ dataDirectory });
  const admin = { name: "Root", email: "root@example.com" };
  await product.signUp(admin);
  const outcomes: string[] = [];
  for (const [round, delayMs] of killedAfterMs.entries()) {
    const canary = `marsupial${round}`;
    const victim = await product.signUp({ name: canary, email: `${canary}@example.com` });
    const { id } = await victim.call<Me>("GET", "/api/v1/me");
    const base = await victim.createKnowledgeBase({ name: canary });
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => victim.upload(base.id, `${index}.txt`, `${canary} number ${index}`)),
    );
    await victim.ingest(base.id, "last.txt", `${canary} came last`);
    const { cookie } = await product.signIn(admin.email);
    const erasing = personWith(product.url, product.webOrigin, cookie)
      .fetch(`/api/v1/people/${id}/erase`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ confirm: id }),
      })
      .catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await product.kill();
    await erasing;

    product = await startProduct({ dataDirectory });
    const root = await product.signIn(admin.email);
    const again = personWith(product.url, product.webOrigin, victim.cookie);
    const { status } = await again.fetch("/api/v1/me");
    const { data } = await root.call<{ data: AuditEvent[] }>(
      "GET",
      `/api/v1/audit?action=person.erase&resource_id=${id}`,
    );
    // Either all of who they are is gone, with its audit row, or none of it.
    expect([status, data.length], canary).toEqual(status === 200 ? [200, 0] : [401, 1]);
    outcomes.push(status === 200 ? "not begun" : "done");
    if (status === 200) await root.call("POST", `/api/v1/people/${id}/erase`, { confirm: id });
    await expect.poll(() => filesWith(canary), { timeout: 30_000 }).toBe(0);
    expect((await again.fetch(`/api/v1/knowledge-bases/${base.id}`)).status).toBe(401);
    const { data: chains } = await root.call<{ data: { ok: boolean }[] }>("GET", "/api/v1/audit/verification");
    expect(chains.map(({ ok }) => ok)).toEqual([true]);
  }
  await product.stop();
  // Which moment each kill hit is chance; a run in which none came late enough would show nothing.
  expect(outcomes).toContain("done");
});

async function filesWith(text: string): Promise<number> {
  const directory = join(dataDirectory, "files");
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const contents = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => readFile(join(entry.parentPath, entry.name), "utf8").catch(() => "")),
  );
  return contents.filter((content) => content.includes(text)).length;
}
