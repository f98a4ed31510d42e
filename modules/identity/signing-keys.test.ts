import type { Database } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from "jose";
import { expect, test } from "vitest";
import { publicKeys } from "./signing-keys.ts";
import { signingKeys } from "./tables.ts";

/** The same database, which counts how often it is read. */
function countingReads(database: Database): { database: Database; reads(): number } {
  let reads = 0;
  const counting = new Proxy(database, {
    get(target, name, receiver) {
      if (name === "select") reads++;
      const value: unknown = Reflect.get(target, name, receiver);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { database: counting, reads: () => reads };
}

test("A8 a thousand made-up key ids make the keys be read once more, and a new key is found within five seconds", async () => {
  await using db = await createTestDatabase();
  const { database, reads } = countingReads(db.database);
  const keys = publicKeys(database);
  async function addKey(id: string) {
    const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
    await db.database
      .insert(signingKeys)
      .values({ id, publicKey: JSON.stringify(await exportJWK(publicKey)), privateKey: "", createdAt: new Date() });
    return privateKey;
  }
  const sign = (kid: string, key: Awaited<ReturnType<typeof addKey>>) =>
    new SignJWT({}).setProtectedHeader({ alg: "ES256", kid }).sign(key);

  const first = await addKey("first");
  const good = await sign("first", first);
  await jwtVerify(good, keys);
  expect(reads()).toBe(1);

  const began = performance.now();
  for (let batch = 0; batch < 20; batch++) {
    const tokens = await Promise.all(
      Array.from({ length: 50 }, (_, index) => sign(`made-up-${batch}-${index}`, first)),
    );
    const results = await Promise.allSettled(tokens.map((token) => jwtVerify(token, keys)));
    expect(results.every(({ status }) => status === "rejected")).toBe(true);
  }
  await jwtVerify(good, keys);
  expect(reads()).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - began) / 5000));

  const second = await sign("second", await addKey("second"));
  const before = reads();
  await expect
    .poll(
      () =>
        jwtVerify(second, keys).then(
          () => true,
          () => false,
        ),
      { timeout: 6000 },
    )
    .toBe(true);
  expect(reads() - before).toBeLessThanOrEqual(2);
});
