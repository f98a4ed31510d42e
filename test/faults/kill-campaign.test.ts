import { expect, test } from "vitest";
import { runKillCampaign } from "./kill-campaign.ts";

// A hundred kills take minutes: `node test/faults/kill-campaign.ts 100`.
test("killed five times under load, the product kept all it acknowledged and nothing is stuck", async () => {
  const result = await runKillCampaign({ kills: 5, seed: 20_261_123 });
  expect(result.faults).toEqual([]);
  expect(result.acknowledgedDocuments).toBeGreaterThan(0);
  expect(result.acknowledgedQuestions).toBeGreaterThan(0);
}, 300_000);
