import { cut, type Exchange, type openEventStream, pause } from "./exchange.ts";
import type { Accident } from "./token-stream.ts";

/** Ends a stream the way the scenario wants it to go wrong. */
export async function sufferAccident(
  exchange: Exchange,
  accident: Accident,
  stream: ReturnType<typeof openEventStream>,
): Promise<void> {
  switch (accident) {
    case "stall":
      await pause(24 * 3600 * 1000, exchange.signal);
      return;
    case "cut":
      return cut(exchange);
    case "end":
      exchange.journal.outcome = "cut";
      stream.end();
      return;
    case "error": {
      const error = {
        message: "The server had an error while processing your request.",
        type: "server_error",
        code: null,
      };
      await stream.send(`data: ${JSON.stringify({ error: { ...error, param: null } })}\n\n`);
      stream.end();
      return;
    }
    case "garble":
      await stream.send('data: {"id": "chatcmpl-1", "choices": [{"del\n\n');
      stream.end();
      return;
    case "half_character": {
      exchange.journal.outcome = "cut";
      const event = Buffer.from('data: {"choices":[{"index":0,"delta":{"content":"€');
      await stream.send(event.subarray(0, -1));
      stream.end();
      return;
    }
    default:
      accident satisfies never;
  }
}
