import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { memoryLimitMark, type WatchdogOrders } from "./extract-messages.ts";

/**
 * A thread beside the extractor, which may be busy in one long call and then sees no message, timer or disconnect. It ends
 * the process when it holds too much memory, when its parent is gone, and when the parent fails to enforce the deadline.
 */
function watch({ parentProcessId, memoryMegabytes, deadline }: WatchdogOrders): void {
  const pollMilliseconds = 50;
  const limitBytes = memoryMegabytes * 1024 * 1024;
  const seconds = new Int32Array(deadline);
  setInterval(() => {
    if (process.memoryUsage.rss() > limitBytes) {
      writeSync(2, `${memoryLimitMark}\n`);
      process.kill(process.pid, "SIGKILL");
    }
    const until = Atomics.load(seconds, 0);
    const isLate = until > 0 && Date.now() / 1000 > until;
    if (isLate || process.ppid !== parentProcessId) process.kill(process.pid, "SIGKILL");
  }, pollMilliseconds);
}

watch(workerData as WatchdogOrders);
