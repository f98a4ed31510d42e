import { createTestDatabase, onServer } from "@eai/platform/testing";
import { expect, test } from "vitest";
import { runEmbeddedCampaign } from "./embedded-campaign.ts";
import { runMigrationCampaign } from "./migration-campaign.ts";

// Many more kills take minutes: `node test/faults/embedded-campaign.ts 100`, `node test/faults/migration-campaign.ts <url> 30`.

test.skipIf(onServer())(
  "F19 the embedded database, killed while it is made, opened and written, keeps every row",
  async () => {
    const result = await runEmbeddedCampaign({ kills: 3, seed: 20_261_127 });
    expect(result.faults).toEqual([]);
    expect(result.acknowledgedRows).toBeGreaterThan(0);
  },
  300_000,
);

test.runIf(onServer())(
  "F34 a migration killed at any moment, and two at once, end in the whole schema",
  async () => {
    await using database = await createTestDatabase();
    if (database.queueBackend.kind !== "server") throw new Error("not on a server");
    const result = await runMigrationCampaign({ url: database.queueBackend.url, rounds: 2, seed: 20_261_127 });
    expect(result.faults).toEqual([]);
  },
  300_000,
);
