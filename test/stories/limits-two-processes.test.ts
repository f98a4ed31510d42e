import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { CreatedInvitation, Limits, Problem, Tenant } from "@eai/contract";
import { createPlatform, loadConfig } from "@eai/platform";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApi } from "../../apps/api/create-api.ts";
import { hasRedisServer, type PrivateRedis, privateRedis } from "../private-redis.ts";
import { type Person, password, personWith, startProduct } from "../product.ts";

const origin = "http://localhost:3001";

interface Asked {
  status: number;
  retryAfter: string | null;
}

interface Door {
  url: string;
  close(): Promise<void>;
}

// On a server these are two processes; on PGlite, which serves one process only, two platforms in this one.
describe.skipIf(!hasRedisServer())("two API processes with one database and one Redis", () => {
  let redis: PrivateRedis;
  let db: TestDatabase;
  let directory: string;
  let doors: [Door, Door];
  let admin: Person;
  beforeAll(async () => {
    redis = await privateRedis();
    await redis.start();
    db = await createTestDatabase();
    directory = await mkdtemp(join(tmpdir(), "eai-limits-"));
    doors = [await openDoor(), await openDoor()];
    admin = await signUp("admin@example.com");
  });
  afterAll(async () => {
    for (const door of doors) await door.close();
    await db.close();
    await redis.remove();
    await rm(directory, { recursive: true, force: true });
  });

  async function openDoor(): Promise<Door> {
    const environment = {
      WEB_ORIGIN: origin,
      EAI_SECRET: "the same secret for both of these processes",
      REDIS_URL: redis.url,
    };
    if (db.queueBackend.kind === "server") {
      const product = await startProduct({ environment: { ...environment, DATABASE_URL: db.queueBackend.url } });
      return { url: product.url, close: async () => product[Symbol.asyncDispose]() };
    }
    const { config, secrets } = loadConfig({ ...environment, EAI_DATA_DIR: directory });
    // The two share the database, which is closed in the end.
    const opened = { ...db, close: async () => {} };
    const platform = await createPlatform(config, secrets, { log: pino({ level: "silent" }), opened });
    const api = await createApi(platform);
    await api.app.listen({ port: 0, host: "127.0.0.1" });
    const { port } = api.app.server.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${port}`,
      async close() {
        await api.finishStop(0);
        await platform[Symbol.asyncDispose]();
      },
    };
  }

  async function enter(path: string, body: object, door = doors[0]): Promise<Person> {
    const answer = await fetch(`${door.url}/api/auth/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin },
      body: JSON.stringify({ ...body, password }),
    });
    expect(answer.status).toBe(200);
    const cookie = answer.headers.getSetCookie().map((line) => line.split(";")[0]);
    return personWith(door.url, origin, cookie.join("; "));
  }
  const signUp = (email: string, invitation?: string) =>
    enter("sign-up/email", { name: email.split("@")[0], email, ...(invitation ? { invitation } : {}) });

  /** An organisation and somebody in it. */
  async function organization(name: string): Promise<{ id: string; person: Person }> {
    const { id } = await admin.call<Tenant>("POST", "/api/v1/tenants", { name, kind: "organization", parent_id: null });
    const email = `${name.toLowerCase()}@example.com`;
    const invited = await admin.call<CreatedInvitation>("POST", "/api/v1/invitations", { email, tenant_id: id });
    return { id, person: await signUp(email, invited.token ?? "") };
  }

  const through = (door: Door, { cookie }: Person) => personWith(door.url, origin, cookie);

  function ask(door: Door, person: Person): Promise<Response> {
    return through(door, person).fetch("/api/v1/chat", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ message: "Hello" }),
    });
  }

  /** Calls that a process decided by itself, in both. */
  async function decidedLocally(): Promise<number> {
    const pages = await Promise.all(doors.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()));
    return pages.reduce((sum, page) => sum + Number(/^eai_limiter_fallback_total (\d+)/m.exec(page)?.[1]), 0);
  }

  /** Asks until it is answered or refused by a limit: answers running at once have one of their own. */
  async function askAnyway(door: Door, person: Person): Promise<Asked> {
    for (;;) {
      const answer = await ask(door, person);
      const text = await answer.text();
      const detail = answer.status === 429 ? (JSON.parse(text) as Problem).detail : "";
      if (!detail.includes("answers being written")) {
        return { status: answer.status, retryAfter: answer.headers.get("retry-after") };
      }
      await delay(250);
    }
  }

  function setLimit(id: string, value: number): Promise<unknown> {
    const settings = { "limits.requests_per_minute": { value } };
    return admin.call("PATCH", `/api/v1/tenants/${id}/settings`, settings);
  }

  test("A68 of 200 at once through two processes no more pass than the limit, and others notice nothing", {
    timeout: 240_000,
  }, async () => {
    const other = await organization("Other");
    let refused: Asked[] = [];
    for (let round = 0; ; round++) {
      const acme = await organization(`Acme${round}`);
      await setLimit(acme.id, 10);
      // Set through one process, it holds in the other without a restart.
      for (const door of doors) {
        const limits = () => through(door, acme.person).call<Limits>("GET", "/api/v1/limits");
        await expect.poll(async () => (await limits()).levels.at(-1)?.requests?.limit).toBe(10);
      }
      const localBefore = await decidedLocally();
      const startedAt = performance.now();
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, index) => askAnyway(doors[index % 2] ?? doors[0], acme.person)),
      );
      // On a machine so slow that Redis is taken for lost, or a minute goes by, it has not been shown.
      const minutes = 1 + Math.floor((performance.now() - startedAt) / 60_000);
      const undisturbed = minutes === 1 && (await decidedLocally()) === localBefore;
      const passed = answers.filter(({ status }) => status === 200).length;
      refused = answers.filter(({ status }) => status === 429);
      expect(passed + refused.length).toBe(200);
      if (undisturbed) {
        expect(passed).toBe(10);
        break;
      }
      expect(passed).toBeLessThanOrEqual(20 * minutes);
      if (round === 1) break;
    }
    for (const { retryAfter } of refused) {
      expect(Number(retryAfter)).toBeGreaterThan(0);
      expect(Number(retryAfter)).toBeLessThanOrEqual(61);
    }
    expect((await askAnyway(doors[1], other.person)).status).toBe(200);
  });

  test("F20: while Redis hangs people sign in and ask, and a limit is still one", async () => {
    const { id, person } = await organization("Late");
    await setLimit(id, 4);
    redis.hang();
    const entered = await enter("sign-in/email", { email: "late@example.com" }, doors[1]);
    expect((await askAnyway(doors[1], entered)).status).toBe(200);
    const answers = await Promise.all(Array.from({ length: 20 }, () => askAnyway(doors[1], person)));
    // Half of the limit is this process's at most.
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(2);
    redis.wake();
  });
});
