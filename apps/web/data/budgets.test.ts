import type { OwnBudget } from "@eai/contract";
import { expect, test } from "vitest";
import { mostUrgent } from "./budgets.ts";
import { formatMicroUsd, formatMonthEnd } from "./format.ts";

function budget(name: string, state: OwnBudget["state"], remaining_percent: number): OwnBudget {
  return {
    scope: "group",
    name,
    remaining_micro_usd: remaining_percent,
    remaining_percent,
    state,
    ends_at: "2026-11-30T23:00:00.000Z",
    time_zone: "Europe/Berlin",
  };
}

test("the most urgent budget is told of, and none while all is well", () => {
  expect(mostUrgent([])).toBeUndefined();
  expect(mostUrgent([budget("fine", "ok", 1)])).toBeUndefined();
  const low = [budget("low", "alert", 15), budget("lower", "alert", 9), budget("fine", "ok", 3)];
  expect(mostUrgent(low)?.name).toBe("lower");
  expect(mostUrgent([...low, budget("grace", "grace", 12)])?.name).toBe("grace");
  expect(mostUrgent([...low, budget("gone", "stopped", 0), budget("grace", "grace", 12)])?.name).toBe("gone");
});

test("amounts and the day of the new month are said as people say them, where the budget is", () => {
  expect(formatMicroUsd(12_345_678, "en")).toBe("$12.35");
  expect(formatMicroUsd(1_999, "en")).toBe("$0.002");
  expect(formatMicroUsd(0, "en")).toBe("$0.00");
  expect(formatMonthEnd("2026-11-30T23:00:00.000Z", "Europe/Berlin", "en")).toBe("Dec 1, 2026");
  expect(formatMonthEnd("2026-12-01T11:00:00.000Z", "Pacific/Pago_Pago", "en")).toBe("Dec 1, 2026");
});
