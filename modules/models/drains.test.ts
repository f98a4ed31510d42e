import { listenToChanges } from "@eai/adapters/postgres";
import { noChanges, silentLog } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { expect, test } from "vitest";
import { keepDrains } from "./drains.ts";
import { deploymentDrains } from "./tables.ts";

const drain = { deploymentId: "azure:eastus:gpt-4.1", reason: "Moved", drainedBy: "usr_1" };

test("a drain written by another process holds here as soon as the database announces it", async () => {
  await using opened = await createTestDatabase();
  const changes = await listenToChanges(opened.queueBackend, silentLog);
  const drained = keepDrains(opened.database, changes, silentLog);
  expect(await drained()).toEqual(new Set());
  // Nothing in this process tells of it.
  await opened.database.insert(deploymentDrains).values(drain);
  await expect.poll(drained).toEqual(new Set([drain.deploymentId]));
  await opened.database.delete(deploymentDrains);
  await expect.poll(drained).toEqual(new Set());
  await changes.end();
});

test("what was known last holds while the database is gone", async () => {
  const opened = await createTestDatabase();
  const drained = keepDrains(opened.database, noChanges, silentLog);
  await opened.database.insert(deploymentDrains).values(drain);
  expect(await drained()).toEqual(new Set([drain.deploymentId]));
  await opened.close();
  expect(await drained()).toEqual(new Set([drain.deploymentId]));
});
