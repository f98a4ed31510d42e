import { Pool } from "undici";

export interface Target {
  origin: string;
  path: string;
  headers: Record<string, string>;
  model: string;
}

/** A client of one target, with connections that are kept. */
export function openClient({ origin, path, headers, model }: Target) {
  const pool = new Pool(origin, { connections: 1024, pipelining: 1, headersTimeout: 60_000, bodyTimeout: 60_000 });
  const body = (more: object) =>
    JSON.stringify({
      model,
      messages: [
        { role: "system", content: "You are the assistant of a company. Answer in the language of the question." },
        { role: "user", content: "What is the capital of France?" },
      ],
      ...more,
    });
  const plain = body({ max_tokens: 64 });
  const request = (content: string) =>
    pool.request({
      path,
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: content,
    });

  /** Milliseconds of one whole answer. */
  async function ask(): Promise<number> {
    const start = performance.now();
    const { statusCode, body: answer } = await request(plain);
    const text = await answer.text();
    if (statusCode !== 200 || !text.includes("Paris")) throw new Error(`${statusCode} ${text.slice(0, 500)}`);
    return performance.now() - start;
  }

  /** Milliseconds to the first word of a stream, which is read to its end. */
  async function firstWord(): Promise<number> {
    const start = performance.now();
    const { statusCode, body: answer } = await request(body({ stream: true, max_tokens: 20, seed: 2 }));
    let first: number | undefined;
    let done = false;
    for await (const bytes of answer) {
      const text = (bytes as Buffer).toString();
      if (first === undefined && text.includes(" word")) first = performance.now() - start;
      if (text.includes("[DONE]")) done = true;
    }
    if (statusCode !== 200 || first === undefined || !done) throw new Error(`${statusCode}, no whole stream`);
    return first;
  }

  /** Reads a stream and counts what arrives. */
  async function stream(frames: number, distanceMs: number): Promise<{ frames: number; milliseconds: number }> {
    const start = performance.now();
    const { body: answer } = await request(body({ stream: true, max_tokens: frames, seed: distanceMs }));
    let seen = 0;
    for await (const bytes of answer) seen += count(bytes as Buffer);
    return { frames: seen, milliseconds: performance.now() - start };
  }

  return { ask, firstWord, stream, close: () => pool.destroy() };
}

const word = Buffer.from(" word");

function count(bytes: Buffer): number {
  let found = 0;
  for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + word.length)) found += 1;
  return found;
}
