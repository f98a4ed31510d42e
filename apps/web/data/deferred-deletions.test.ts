import { expect, test, vi } from "vitest";
import { DeferredDeletions } from "./deferred-deletions.ts";

/** Deletions whose sending is written down and ends when the test says so. */
function deletions() {
  const sent: string[] = [];
  const ends = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();
  const queue = new DeferredDeletions((id, { keepalive }) => {
    sent.push(keepalive ? `${id} while leaving` : id);
    return new Promise((resolve, reject) => ends.set(id, { resolve, reject }));
  });
  return {
    queue,
    sent,
    end: (id: string) => ends.get(id)?.resolve(),
    fail: (id: string) => ends.get(id)?.reject(new Error("no")),
  };
}

test("What is deleted is hidden at once, and back when that is taken back; the server hears nothing", async () => {
  const { queue, sent } = deletions();
  const told = vi.fn();
  queue.subscribe(told);
  queue.hide("a");
  queue.hide("b");
  expect([...queue.getHidden()]).toEqual(["a", "b"]);
  expect(queue.undo("a")).toBe(true);
  expect([...queue.getHidden()]).toEqual(["b"]);
  expect(queue.undo("a")).toBe(false);
  await queue.send("a");
  expect(sent).toEqual([]);
  expect(told).toHaveBeenCalledTimes(3);
});

test("It is sent once, however often it is asked for, and is too late to take back then", async () => {
  const { queue, sent, end } = deletions();
  queue.hide("a");
  const first = queue.send("a");
  const second = queue.send("a");
  expect(queue.undo("a")).toBe(false);
  queue.hide("a");
  end("a");
  await Promise.all([first, second]);
  await queue.send("a");
  expect(sent).toEqual(["a"]);
  expect(queue.getHidden().has("a")).toBe(true);
});

test("What could not be deleted is shown again, and can be deleted once more", async () => {
  const { queue, sent, fail, end } = deletions();
  queue.hide("a");
  const sending = queue.send("a");
  fail("a");
  await expect(sending).rejects.toThrow("no");
  expect(queue.getHidden().size).toBe(0);
  queue.hide("a");
  const again = queue.send("a");
  end("a");
  await again;
  expect(sent).toEqual(["a", "a"]);
});

test("When the page is left, what waits is sent in a way that outlives it; one failure holds nothing up", async () => {
  const { queue, sent, end, fail } = deletions();
  for (const id of ["a", "b", "c"]) queue.hide(id);
  queue.undo("b");
  const leaving = queue.sendAll({ keepalive: true });
  expect(sent).toEqual(["a while leaving", "c while leaving"]);
  fail("a");
  end("c");
  await leaving;
  expect([...queue.getHidden()]).toEqual(["c"]);
});

test("A listener that stopped hears nothing", () => {
  const { queue } = deletions();
  const told = vi.fn();
  queue.subscribe(told)();
  queue.hide("a");
  expect(told).not.toHaveBeenCalled();
  expect(queue.getHidden()).toBe(queue.getHidden());
});
