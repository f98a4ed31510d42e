import { expect, test } from "vitest";
import { runModelCampaign } from "./model-campaign.ts";

// Thousands of calls take minutes: `node test/faults/model-campaign.ts 2000`.
test("two hundred calls with every fault at random: what is on record is what the models saw", async () => {
  const result = await runModelCampaign({ calls: 200, seed: 20_261_127 });
  expect(result.faults).toEqual([]);
  expect(result.usageRows).toBe(result.calls + result.unread);
  // None on a quiet machine. With many of them little would have been shown.
  expect(result.givenUp).toBeLessThanOrEqual(result.calls / 10);
  expect(result.unread).toBeLessThanOrEqual(2);
}, 300_000);
