/** An answer of a provider: never followed elsewhere, never larger or slower than said. */
export interface JsonAnswer {
  status: number;
  /** undefined when it is not JSON. */
  body: unknown;
}

interface Limits {
  timeoutMs: number;
  signal?: AbortSignal;
}

const limitBytes = 2 * 1024 * 1024;

/** @throws Error when nothing came in time, the answer is a redirect, or it is too large */
export async function fetchJson(url: string, init: RequestInit, { timeoutMs, signal }: Limits): Promise<JsonAnswer> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, {
    ...init,
    redirect: "error",
    signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > limitBytes) throw new Error("The answer is too large.");
    chunks.push(chunk);
  }
  return { status: response.status, body: parse(Buffer.concat(chunks).toString("utf8")) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
