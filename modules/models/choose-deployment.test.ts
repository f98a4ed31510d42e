import { describe, expect, test } from "vitest";
import { orderDeployments } from "./choose-deployment.ts";

const east = { id: "eastus", priority: 1, weight: 1 };
const east2 = { id: "eastus2", priority: 1, weight: 3 };
const spare = { id: "spare", priority: 2, weight: 100 };
const all = [spare, east, east2];

describe("the order of deployments", () => {
  test("a lower priority number comes first, whatever the weights", () => {
    for (let index = 0; index < 50; index++) expect(orderDeployments(all, `session ${index}`).at(-1)).toBe(spare);
  });

  test("one conversation stays with one deployment, and conversations spread by weight", () => {
    const first = (key: string) => orderDeployments(all, key)[0]?.id;
    expect(new Set(Array.from({ length: 20 }, () => first("session a"))).size).toBe(1);
    const keys = Array.from({ length: 4000 }, (_, index) => `session ${index}`);
    const share = keys.filter((key) => first(key) === "eastus2").length / keys.length;
    expect(share).toBeGreaterThan(0.7);
    expect(share).toBeLessThan(0.8);
  });

  test("a deployment that goes away moves only its own conversations", () => {
    const west = { id: "westus", priority: 1, weight: 2 };
    for (let index = 0; index < 200; index++) {
      const [before] = orderDeployments([east, east2, west], `session ${index}`);
      const [without] = orderDeployments([east, east2], `session ${index}`);
      if (before !== west) expect(without).toBe(before);
    }
  });
});
