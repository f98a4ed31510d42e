interface Toast {
  id: number;
  text: string;
  tone: "neutral" | "danger";
  action: { label: string; run: () => void } | undefined;
  onGone: (() => void) | undefined;
  /** What is left of its time, from `since` on. */
  leftMilliseconds: number;
  since: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

interface ToastOptions {
  /** A way back, for as long as the toast is there. */
  action?: { label: string; run: () => void };
  /** It went away without its action. */
  onGone?: () => void;
}

const shownMilliseconds = 6_000;
/** Long enough to read it, think, and reach its button by keyboard. */
const shownWithActionMilliseconds = 8_000;
const shownAtOnce = 3;

let toasts: readonly Toast[] = [];
let lastId = 0;
let held = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function start(toast: Toast): void {
  toast.since = Date.now();
  toast.timer = setTimeout(() => expire(toast.id), toast.leftMilliseconds);
}

/** Shows a sentence at the edge of the window for some seconds. */
export function showToast(text: string, tone: Toast["tone"] = "neutral", { action, onGone }: ToastOptions = {}): void {
  lastId += 1;
  const leftMilliseconds = action ? shownWithActionMilliseconds : shownMilliseconds;
  const toast: Toast = { id: lastId, text, tone, action, onGone, leftMilliseconds, since: 0, timer: undefined };
  for (const old of toasts.slice(0, Math.max(0, toasts.length - shownAtOnce + 1))) expire(old.id);
  if (held === 0) start(toast);
  change([...toasts, toast]);
}

function remove(id: number): Toast | undefined {
  const toast = toasts.find((entry) => entry.id === id);
  if (!toast) return undefined;
  clearTimeout(toast.timer);
  change(toasts.filter((entry) => entry !== toast));
  return toast;
}

function removeAtOnce(id: number): Toast | undefined {
  // A button that goes away while it is pointed at or has the focus does not say so.
  held = 0;
  const toast = remove(id);
  for (const other of toasts) if (other.timer === undefined) start(other);
  return toast;
}

function expire(id: number): void {
  remove(id)?.onGone?.();
}

/** Takes a toast away before its time, as its ✕ does. */
export function dismissToast(id: number): void {
  removeAtOnce(id)?.onGone?.();
}

/** Does what a toast offers; it goes away with that. */
export function runToastAction(id: number): void {
  removeAtOnce(id)?.action?.run();
}

/** Does what the latest toast offers. @returns false when none offers anything */
export function runLatestToastAction(): boolean {
  const latest = toasts.findLast((toast) => toast.action !== undefined);
  if (latest) runToastAction(latest.id);
  return latest !== undefined;
}

/** Time stands still for what is shown (WCAG 2.2.1). */
export function holdToasts(): void {
  held += 1;
  for (const toast of toasts) {
    if (toast.timer === undefined) continue;
    clearTimeout(toast.timer);
    toast.timer = undefined;
    toast.leftMilliseconds = Math.max(1_000, toast.leftMilliseconds - (Date.now() - toast.since));
  }
}

export function releaseToasts(): void {
  held = Math.max(0, held - 1);
  if (held === 0) for (const toast of toasts) if (toast.timer === undefined) start(toast);
}

export function readToasts(): readonly Toast[] {
  return toasts;
}

export function subscribeToToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
