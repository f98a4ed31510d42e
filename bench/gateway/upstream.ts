/**
 * A model server for load: as fast as Node allows, without any of the emulator's care. `max_tokens` is the number of
 * frames of a stream and `seed` their distance in milliseconds; 0 sends them all at once.
 */
import { createServer, type ServerResponse } from "node:http";

const answer = JSON.stringify({
  id: "chatcmpl-load",
  object: "chat.completion",
  created: 1,
  model: "load-model",
  choices: [
    { index: 0, message: { role: "assistant", content: "The capital of France is Paris." }, finish_reason: "stop" },
  ],
  usage: { prompt_tokens: 20, completion_tokens: 8, total_tokens: 28 },
});

function chunk(delta: object, finish: string | null): string {
  const choice = { index: 0, delta, finish_reason: finish };
  const body = { id: "chatcmpl-load", object: "chat.completion.chunk", created: 1, model: "load-model" };
  return `data: ${JSON.stringify({ ...body, choices: [choice] })}\n\n`;
}

const frame = chunk({ content: " word" }, null);
const usage = { prompt_tokens: 20, completion_tokens: 8, total_tokens: 28 };
const end = `${chunk({}, "stop")}data: ${JSON.stringify({ id: "chatcmpl-load", object: "chat.completion.chunk", created: 1, model: "load-model", choices: [], usage })}\n\ndata: [DONE]\n\n`;

interface Stream {
  response: ServerResponse;
  left: number;
}

/** One timer for all streams of a distance: a timer each would cost more than the frames. */
const tickers = new Map<number, Set<Stream>>();

function tick(milliseconds: number, stream: Stream): void {
  const known = tickers.get(milliseconds);
  if (known) {
    known.add(stream);
    return;
  }
  const streams = new Set([stream]);
  tickers.set(milliseconds, streams);
  setInterval(() => {
    for (const entry of streams) {
      entry.left -= 1;
      entry.response.write(frame);
      if (entry.left > 0) continue;
      streams.delete(entry);
      entry.response.end(end);
    }
  }, milliseconds);
}

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const body = JSON.parse(Buffer.concat(parts).toString()) as {
      stream?: boolean;
      max_tokens?: number;
      seed?: number;
    };
    if (!body.stream) {
      response.writeHead(200, { "content-type": "application/json" }).end(answer);
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(frame);
    const left = (body.max_tokens ?? 2) - 1;
    if (body.seed) tick(body.seed, { response, left });
    else response.end(frame.repeat(Math.max(0, left)) + end);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(Number(process.argv[2]), "127.0.0.1", () => process.send?.("ready"));
