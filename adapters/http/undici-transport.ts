import type { RawTransport } from "@eai/modules/models";
import { Agent, type Dispatcher } from "undici";

const connectTimeoutMs = 5_000;
const keepAliveMs = 20_000;

export interface OpenedTransport extends RawTransport {
  end(): Promise<void>;
}

/** Connections that are kept open and used again, as many as there are calls at once. */
export function createUndiciTransport(): OpenedTransport {
  const agent = new Agent({
    allowH2: false,
    pipelining: 1,
    keepAliveTimeout: keepAliveMs,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: connectTimeoutMs },
  });
  const targets = new Map<string, Target>();

  /** There are as many addresses as deployments, so none has to be forgotten. */
  function targetOf(url: string): Target {
    const known = targets.get(url);
    if (known) return known;
    const { origin, pathname, search } = new URL(url);
    const target = { origin, path: pathname + search };
    targets.set(url, target);
    return target;
  }

  return {
    send(request, handler) {
      let controller: Dispatcher.DispatchController | undefined;
      let aborted: Error | undefined;
      const { origin, path } = targetOf(request.url);
      agent.dispatch(
        { origin, path, method: "POST", headers: request.headers, body: request.body },
        {
          onRequestStart(started) {
            controller = started;
            if (aborted) started.abort(aborted);
          },
          onResponseStart: (_, status, headers) => handler.response(status, headers),
          onResponseData: (_, chunk) => handler.data(chunk),
          onResponseEnd: () => handler.end(),
          onResponseError(_, error) {
            if (controller !== undefined) handler.error(error, !isConnectFailure(error));
            // What cannot be sent at all, undici tells before `dispatch` returns.
            else queueMicrotask(() => handler.error(error, false));
          },
        },
      );
      return {
        abort(reason) {
          aborted ??= reason;
          if (controller && !controller.aborted) controller.abort(reason);
        },
        pause: () => controller?.pause(),
        resume: () => controller?.resume(),
      };
    },
    end: () => agent.destroy(),
  };
}

interface Target {
  origin: string;
  path: string;
}

const connectCodes: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function isConnectFailure(error: Error & { code?: unknown }): boolean {
  return connectCodes.has(error.code);
}
