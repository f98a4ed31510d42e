import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  dismissToast,
  holdToasts,
  readToasts,
  releaseToasts,
  runLatestToastAction,
  runToastAction,
  showToast,
} from "./toasts.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  for (const toast of readToasts()) dismissToast(toast.id);
  releaseToasts();
  releaseToasts();
  vi.useRealTimers();
});

function undoable(text: string) {
  const [run, onGone] = [vi.fn(), vi.fn()];
  showToast(text, "neutral", { action: { label: "Undo", run }, onGone });
  const { id } = readToasts().at(-1) ?? { id: 0 };
  return { id, run, onGone };
}

test("A toast goes away by itself, and says so once", () => {
  const { run, onGone } = undoable("Deleted");
  vi.advanceTimersByTime(7_900);
  expect(onGone).not.toHaveBeenCalled();
  vi.advanceTimersByTime(200);
  expect(readToasts()).toEqual([]);
  vi.advanceTimersByTime(60_000);
  expect(onGone).toHaveBeenCalledTimes(1);
  expect(run).not.toHaveBeenCalled();
});

test("Its action is done instead, once", () => {
  const { id, run, onGone } = undoable("Deleted");
  runToastAction(id);
  runToastAction(id);
  vi.advanceTimersByTime(60_000);
  expect(run).toHaveBeenCalledTimes(1);
  expect(onGone).not.toHaveBeenCalled();
  expect(runLatestToastAction()).toBe(false);
});

test("A fourth one sends the first away", () => {
  const first = undoable("1");
  for (const text of ["2", "3", "4"]) undoable(text);
  expect(readToasts().map((toast) => toast.text)).toEqual(["2", "3", "4"]);
  expect(first.onGone).toHaveBeenCalledTimes(1);
});

test("While somebody points at one, none goes away", () => {
  const { onGone } = undoable("Deleted");
  vi.advanceTimersByTime(5_000);
  holdToasts();
  const late = undoable("Another");
  vi.advanceTimersByTime(60_000);
  expect(readToasts()).toHaveLength(2);
  releaseToasts();
  vi.advanceTimersByTime(2_900);
  expect(onGone).not.toHaveBeenCalled();
  vi.advanceTimersByTime(200);
  expect(onGone).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(8_000);
  expect(late.onGone).toHaveBeenCalledTimes(1);
});

test("The keys for taking back reach the latest that offers it", () => {
  const first = undoable("Deleted");
  showToast("Only told");
  expect(runLatestToastAction()).toBe(true);
  expect(first.run).toHaveBeenCalledTimes(1);
});

test("Closing the one that is pointed at lets the others and later ones go", () => {
  const first = undoable("1");
  const second = undoable("2");
  holdToasts();
  dismissToast(first.id);
  expect(first.onGone).toHaveBeenCalledTimes(1);
  const late = undoable("Late");
  vi.advanceTimersByTime(8_100);
  expect(second.onGone).toHaveBeenCalledTimes(1);
  expect(late.onGone).toHaveBeenCalledTimes(1);
  expect(readToasts()).toEqual([]);
});
