import { createTestDatabase, onServer, type TestDatabase } from "@eai/platform/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startFaultProxy } from "../fault-proxy.ts";
import { startProduct } from "../product.ts";

let db: TestDatabase | undefined;

beforeAll(async () => {
  if (onServer()) db = await createTestDatabase();
});
afterAll(() => db?.close());

test.skipIf(!onServer())(
  "PostgreSQL gone and back: 503 with a time to come back, alive, and no restart needed",
  async () => {
    if (db?.queueBackend.kind !== "server") throw new Error("not on a server");
    const target = new URL(db.queueBackend.url);
    const proxy = await startFaultProxy(target);
    const through = Object.assign(new URL(target), { port: String(proxy.port), hostname: "127.0.0.1" });
    await using product = await startProduct({ environment: { DATABASE_URL: through.href } });
    const ada = await product.signUp({ name: "Ada", email: "ada@example.com" });
    const status = async (path: string) => (await fetch(product.url + path)).status;

    for (let round = 0; round < 3; round++) {
      proxy.refuse(true);
      const startedAt = performance.now();
      const answer = await ada.fetch("/api/v1/me");
      expect(answer.status).toBe(503);
      expect(answer.headers.get("retry-after")).toBe("3");
      expect(await answer.json()).toMatchObject({ code: "database_unavailable" });
      expect(performance.now() - startedAt).toBeLessThan(3000);
      expect(await status("/health/ready")).toBe(503);
      expect(await status("/health/live")).toBe(200);

      proxy.refuse(false);
      await expect.poll(() => status("/health/ready"), { timeout: 10_000, interval: 200 }).toBe(200);
      expect((await ada.fetch("/api/v1/me")).status).toBe(200);
    }

    // F18: whether a commit came through is unknown; the same request with its key gives one thing.
    const headers = { "idempotency-key": "unknown-outcome-1", "content-type": "application/json" };
    const create = () =>
      ada.fetch("/api/v1/knowledge-bases", { method: "POST", headers, body: JSON.stringify({ name: "Once" }) });
    let lost = proxy.cutAfterCommit('insert into "knowledge_bases"');
    expect((await create()).status).toBe(503);
    await lost;
    const made = await create();
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: string };
    const all = await ada.call<{ data: { name: string }[] }>("GET", "/api/v1/knowledge-bases");
    expect(all.data.filter(({ name }) => name === "Once")).toHaveLength(1);

    const upload = () => {
      const form = new FormData();
      form.set("file", new File(["The gate opens at seven."], "gate.txt"));
      const address = `/api/v1/knowledge-bases/${id}/documents`;
      return ada.fetch(address, { method: "POST", headers: { "idempotency-key": "unknown-outcome-2" }, body: form });
    };
    lost = proxy.cutAfterCommit('insert into "document_versions"');
    expect((await upload()).status).toBe(503);
    await lost;
    const again = await upload();
    expect(again.status).toBe(202);
    const { id: documentId } = (await again.json()) as { id: string };
    const path = `/api/v1/knowledge-bases/${id}/documents`;
    const listed = await ada.call<{ data: { id: string }[] }>("GET", path);
    expect(listed.data.map((document) => document.id)).toEqual([documentId]);
    // The file of the unknown upload was not taken for an unused one.
    expect((await ada.fetch(`${path}/${documentId}/content`)).status).toBe(200);
    const state = async () => (await ada.call<{ state: string }>("GET", `${path}/${documentId}`)).state;
    await expect.poll(state, { timeout: 60_000, interval: 200 }).toBe("ready");
    proxy.close();
  },
  300_000,
);
