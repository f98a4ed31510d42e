import { createMemoryCounter } from "@eai/adapters/memory";
import { type Counter, createLimiter, createReservations, type MinuteLimits, noBudgets } from "@eai/modules/governance";
import { noChanges, systemContext } from "@eai/modules/kernel";
import { expect, test } from "vitest";
import { reserveBatch } from "./reserve-batch.ts";

const place = { id: "ten_acme", path: ["ten_acme"] };

/** Reservations of a tenant with these limits. */
function reservationsWith(limits: MinuteLimits, counter: Counter = createMemoryCounter()) {
  const refused: string[] = [];
  const limiter = createLimiter({
    counter,
    changes: noChanges,
    readLimits: async () => ({
      person: { requests: null, tokens: null },
      tenants: [{ kind: "tenant", id: "ten_acme", name: "Acme", ...limits }],
    }),
    personDefaults: { requests: 1, tokens: 1 },
    observe: { refused: ({ kind }) => refused.push(kind), remaining() {} },
  });
  return { refused, reservations: createReservations({ concurrentPerPerson: 1, limiter, budgets: noBudgets }) };
}

const costOf = () => 0;

test("over the limit of its tenant an ingestion waits until there is room", async () => {
  // A minute goes by in half a second.
  const quick = createMemoryCounter({ slotMs: 8 });
  const { reservations, refused } = reservationsWith({ requests: 1, tokens: 100 }, quick);
  const context = systemContext("ingestion", place);
  const counts: number[] = [];
  while (refused.length === 0) {
    const { reservation, count } = await reserveBatch(reservations, context, { tokenCounts: [40, 40], costOf });
    reservations.noteUse(reservation, { tokens: 80 });
    reservations.release(reservation);
    counts.push(count);
  }
  // It is no request of anybody: of those one a minute is allowed.
  expect(new Set(counts)).toEqual(new Set([2]));
  expect(new Set(refused)).toEqual(new Set(["tokens"]));
});

test("a batch that no minute has room for is made smaller, and one text that is too long is told", async () => {
  const { reservations } = reservationsWith({ requests: null, tokens: 100 });
  const context = systemContext("ingestion", place);
  const { count } = await reserveBatch(reservations, context, { tokenCounts: [60, 40, 60, 60, 60], costOf });
  expect(count).toBe(2);
  await expect(reserveBatch(reservations, context, { tokenCounts: [101, 5], costOf })).rejects.toMatchObject({
    code: "too_many_requests",
    message: expect.stringContaining("waiting does not help"),
  });
});

test("the end of the work ends the waiting", async () => {
  const { reservations } = reservationsWith({ requests: null, tokens: 100 });
  const stop = new AbortController();
  const context = systemContext("ingestion", place, stop.signal);
  await reserveBatch(reservations, context, { tokenCounts: [100], costOf });
  const waiting = reserveBatch(reservations, context, { tokenCounts: [100], costOf });
  stop.abort(new Error("The worker stops."));
  await expect(waiting).rejects.toThrow("The worker stops.");
});
