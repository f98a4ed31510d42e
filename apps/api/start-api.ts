import type { AddressInfo } from "node:net";
import { describeError } from "@eai/modules/kernel";
import type { Platform } from "@eai/platform";
import { createApi } from "./create-api.ts";

export interface RunningApi {
  url: string;
  /** Not ready from this moment on; nothing new is taken. */
  beginStop(): void;
  /** Waits so long for streams being read, then ends them, and closes. */
  finishStop(drainMs: number): Promise<void>;
}

const recoverySeconds = 10;

/**
 * Settles what dead processes left unanswered, then starts to listen.
 * @throws Error with code EADDRINUSE when the port is taken
 */
export async function startApi(platform: Platform): Promise<RunningApi> {
  const { config, chat, log } = platform;
  // The embedded database has this one process: no other can be writing an answer.
  await chat.recover({ includingLeased: config.database.kind === "embedded" });
  const { app, beginStop, finishStop } = await createApi(platform);
  await app.listen(config.api);
  const recovery = setInterval(() => {
    chat.recover().catch((error: unknown) => log.warn(describeError(error), "recovery of answers failed"));
  }, recoverySeconds * 1000);
  const address = app.server.address() as AddressInfo;
  const host = address.address.includes(":") ? `[${address.address}]` : address.address;
  return {
    url: `http://${host}:${address.port}`,
    beginStop,
    async finishStop(drainMs) {
      clearInterval(recovery);
      await finishStop(drainMs);
    },
  };
}
