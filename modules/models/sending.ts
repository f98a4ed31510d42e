import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";

/** Whether a call has left this process. */
export interface Sending {
  /** True once the head of a request was written to its connection. */
  sent: boolean;
}

const current = new AsyncLocalStorage<Sending>();
const byRequest = new WeakMap<object, Sending>();
let told = false;

// `fetch` tells of its requests on these channels (undici, docs/docs/api/DiagnosticsChannel.md).
subscribe("undici:request:create", (message) => {
  const sending = current.getStore();
  if (sending) byRequest.set(requestOf(message), sending);
});
subscribe("undici:client:sendHeaders", (message) => {
  const sending = byRequest.get(requestOf(message));
  if (!sending) return;
  sending.sent = true;
  told = true;
});

function requestOf(message: unknown): object {
  return (message as { request: object }).request;
}

/** Runs what sends a request, and notes on `sending` when that happens. */
export function watchSending<Value>(sending: Sending, send: () => Value): Value {
  return current.run(sending, send);
}

/**
 * Whether a call that was given up may have reached a server. Where `fetch` has never told of what it sends, it is
 * taken to have.
 */
export function mayHaveArrived({ sent }: Sending): boolean {
  return sent || !told;
}
