import { describeError, type Log } from "@eai/modules/kernel";

export interface ScheduledTask {
  name: string;
  everySeconds: number;
  run: () => Promise<unknown>;
}

/**
 * Runs each task again and again, never twice at once; one that fails is tried again at its next time.
 * @returns stops the tasks and waits for those that run
 */
export function startSchedule(tasks: readonly ScheduledTask[], log: Log): () => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const timers = tasks.map(({ name, everySeconds, run }) =>
    setInterval(() => {
      if (running.has(name)) return;
      const work = run()
        .then(() => {})
        .catch((error: unknown) => log.error({ task: name, ...describeError(error) }, "scheduled task failed"))
        .finally(() => running.delete(name));
      running.set(name, work);
    }, everySeconds * 1000),
  );
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await Promise.all(running.values());
  };
}
