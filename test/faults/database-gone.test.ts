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
    proxy.close();
  },
  120_000,
);
