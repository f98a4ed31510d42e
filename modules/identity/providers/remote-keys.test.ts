import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createRemoteKeys, type RemoteKeys } from "./remote-keys.ts";

const seconds = 1000;
const hours = 3600 * seconds;
let published: JWK[];
let fetches: number;
let isDown: boolean;
let now: number;
let keys: RemoteKeys;
let one: JWK;
let two: JWK;

const provider = createServer((_request, response) => {
  fetches++;
  if (isDown) response.writeHead(503).end();
  else response.end(JSON.stringify({ keys: published }));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  const make = async (kid: string) => ({
    ...(await exportJWK((await generateKeyPair("RS256", { extractable: true })).publicKey)),
    kid,
    issuer: "https://login.example.com/{tenantid}/v2.0",
  });
  [one, two] = await Promise.all([make("one"), make("two")]);
});
afterAll(() => provider.close());
beforeEach(() => {
  published = [one];
  fetches = 0;
  isDown = false;
  now = 1_000_000_000;
  const address = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/keys`;
  keys = createRemoteKeys(
    async () => address,
    () => now,
  );
});

const find = (keyId: string) => keys.find(keyId, "RS256");
const settled = () => new Promise((resolve) => setTimeout(resolve, 50));

test("are fetched once for all who wait, and kept", async () => {
  const found = await Promise.all(Array.from({ length: 50 }, () => find("one")));
  expect(found[0]?.issuer).toBe("https://login.example.com/{tenantid}/v2.0");
  now += 3000 * seconds;
  await find("one");
  expect(fetches).toBe(1);
});

test("are fetched again for an unknown id, at most every thirty seconds", async () => {
  await find("one");
  published = [one, two];
  now += 29 * seconds;
  for (let index = 0; index < 100; index++) await expect(find(`made-up-${index}`)).rejects.toThrow();
  await expect(find("two")).rejects.toMatchObject({ code: "ERR_JWKS_NO_MATCHING_KEY" });
  expect(fetches).toBe(1);
  now += 2 * seconds;
  await expect(Promise.all([find("two"), find("made-up")])).rejects.toThrow();
  await find("two");
  expect(fetches).toBe(2);
});

test("known ones serve at once while the provider is away, for a day and no longer", async () => {
  await find("one");
  isDown = true;
  for (let hour = 1; hour <= 23; hour++) {
    now += hours;
    await find("one");
    await settled();
  }
  expect(fetches).toBe(23);
  await expect(find("two")).rejects.toThrow();
  now += 2 * hours;
  await expect(find("one")).rejects.toMatchObject({ code: "provider_unavailable" });
  isDown = false;
  now += 6 * seconds;
  await find("one");
});

test("a key that is no longer published stops counting within the hour", async () => {
  await find("one");
  published = [two];
  now += hours + seconds;
  await find("one");
  await settled();
  await expect(find("one")).rejects.toMatchObject({ code: "ERR_JWKS_NO_MATCHING_KEY" });
});

test("what is no set of keys is none", async () => {
  published = [{ kid: "one" } as JWK];
  await expect(find("one")).rejects.toMatchObject({ code: "provider_unavailable" });
  published = [{ ...one, use: "enc" }];
  now += 6 * seconds;
  await expect(find("one")).rejects.toMatchObject({ code: "provider_unavailable" });
});
