import { expect, test } from "vitest";
import { createEmbeddingPace } from "./embedding-pace.ts";

const forever = new AbortController().signal;

test("requests that are throttled side by side halve it once, and others wait for a place", async () => {
  const pace = createEmbeddingPace(100_000);
  const four = await Promise.all([1, 2, 3, 4].map(() => pace.enter(forever)));
  for (const request of four) request.throttled();
  expect(four[0]?.tokens).toBe(50_000);
  const entered: string[] = [];
  const third = pace.enter(forever).then((request) => {
    entered.push("third");
    return request;
  });
  for (const request of four.slice(0, 2)) request.end();
  await Promise.resolve();
  expect(entered).toEqual([]);
  four[2]?.end();
  const request = await third;
  expect(entered).toEqual(["third"]);
  request.throttled();
  request.end();
  // Once more is not twice.
  request.end();
  expect(request.tokens).toBe(25_000);
});

test("it grows back, one place after ten successes", async () => {
  const pace = createEmbeddingPace(10_000);
  const first = await pace.enter(forever);
  first.throttled();
  expect(first.tokens).toBe(8192);
  for (let success = 0; success < 9; success++) first.succeeded();
  expect(first.tokens).toBe(10_000);
  let second: string | undefined;
  const waiting = pace.enter(forever).then(() => {
    second = "in";
  });
  first.succeeded();
  first.end();
  await waiting;
  expect(second).toBe("in");
  await pace.enter(forever);
});

test("who leaves the line takes no place", async () => {
  const pace = createEmbeddingPace(10_000);
  const first = await pace.enter(forever);
  first.throttled();
  const stop = new AbortController();
  const left = pace.enter(stop.signal);
  const next = pace.enter(forever);
  stop.abort(new Error("the worker stops"));
  await expect(left).rejects.toThrow("the worker stops");
  first.end();
  (await next).end();
  await expect(pace.enter(stop.signal)).rejects.toThrow("the worker stops");
});
