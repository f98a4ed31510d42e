import { onServer } from "@eai/platform/testing";
import { expect, test } from "vitest";
import { runIngestionCampaign } from "./ingestion-campaign.ts";

// A hundred rounds take minutes: `node test/faults/ingestion-campaign.ts 100`, and with `--database <url>` two workers.
test.skipIf(onServer())(
  "killed, with a full disk and with changes in the middle, what was acknowledged is there and nothing else",
  async () => {
    const result = await runIngestionCampaign({ rounds: 3, seed: 20_261_127, kinds: ["kill", "disk_full", "delete"] });
    expect(result.faults).toEqual([]);
    expect(result.uploads).toBeGreaterThan(0);
  },
  900_000,
);
