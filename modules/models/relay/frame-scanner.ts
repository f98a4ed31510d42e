import type { TokenCounts } from "../price.ts";
import { type ChatChunk, isChatChunk, usageOf } from "./wire.ts";

export interface FrameScannerInput {
  /** The name people know the model by: it is what the client is told. */
  model: string;
  /** The client asked for the chunk with usage; it is hidden from others. */
  wantsUsage: boolean;
}

/** What a stream of chat completion chunks has said so far. */
export interface ScannedStream {
  /** Something of the answer was there: text, a tool call, a refusal. */
  hasContent: boolean;
  finishReason: string | undefined;
  usage: TokenCounts | undefined;
  /** `[DONE]` came. */
  done: boolean;
  /** An error event, or what cannot be read: nothing after it counts. */
  failure: { kind: "error_event"; body: string } | { kind: "garbled" } | undefined;
}

export interface FrameScanner {
  readonly seen: Readonly<ScannedStream>;
  /**
   * Takes bytes as they come, cut anywhere.
   * @returns the whole frames that may be passed on; null when there are none
   */
  scan(chunk: Buffer): Buffer | null;
  /** What the model has written, to count when no usage came. */
  text(): string;
}

/** A frame that has no end after so many bytes is none. */
const longestFrameBytes = 4 * 1024 * 1024;
const dataPrefix = "data:";

/**
 * Reads server-sent events on their way through with as little work as can be: a frame with text and nothing else is
 * looked at in three places and passed on as the bytes it came in; only those with a finish, usage, tool calls or an
 * error are parsed. Not passed on are `[DONE]`, which only the end of the call can say, usage that nobody asked for, and
 * Azure's frames of filter results, which have no choice or no delta and make some clients stumble.
 */
export function createFrameScanner({ model, wantsUsage }: FrameScannerInput): FrameScanner {
  const seen: ScannedStream = {
    hasContent: false,
    finishReason: undefined,
    usage: undefined,
    done: false,
    failure: undefined,
  };
  const modelBytes = Buffer.from(JSON.stringify(model));
  const quotedModel = modelBytes.toString("latin1");
  /** JSON string contents, as the bytes they came in. */
  const written: string[] = [];
  let rest: Buffer | undefined;
  let delimiter: "\n\n" | "\r\n\r\n" | undefined;
  /** Written without spaces, as nearly all are: only then can keys be found without parsing. */
  let compact: boolean | undefined;

  // The bytes as Latin-1, so that each place in the text is the same place in the bytes.
  let text = "";
  let bytes: Buffer = Buffer.alloc(0);
  const deltaKey = createNeedle('"delta":');
  const finishKey = createNeedle('"finish_reason":"');
  const usageKey = createNeedle('"usage":{');
  const errorKey = createNeedle('"error":');
  const contentKey = createNeedle('"content":"');
  const modelKey = createNeedle('"model":');

  function scan(chunk: Buffer): Buffer | null {
    if (seen.failure || seen.done) return null;
    bytes = rest ? Buffer.concat([rest, chunk]) : chunk;
    rest = undefined;
    text = bytes.toString("latin1");
    for (const needle of [deltaKey, finishKey, usageKey, errorKey, contentKey, modelKey]) needle.reset();
    const pieces: Buffer[] = [];
    let passedTo = 0;
    let at = 0;
    while (!seen.failure && !seen.done) {
      const end = frameEnd(at);
      if (end < 0) break;
      const shown = inspect(at, end);
      if (shown !== "as it is") {
        if (at > passedTo) pieces.push(bytes.subarray(passedTo, at));
        if (shown !== "hidden") pieces.push(shown);
        passedTo = end;
      }
      at = end;
    }
    if (at > passedTo) pieces.push(bytes.subarray(passedTo, at));
    if (at < bytes.length) keep(bytes.subarray(at));
    text = "";
    const [first] = pieces;
    if (!first) return null;
    return pieces.length === 1 ? first : Buffer.concat(pieces);
  }

  function keep(tail: Buffer): void {
    if (tail.length > longestFrameBytes) seen.failure ??= { kind: "garbled" };
    else rest = tail;
  }

  /** The place after the frame that begins here; -1 while its end has not come. */
  function frameEnd(at: number): number {
    if (delimiter === undefined) {
      const newline = text.indexOf("\n", at);
      if (newline < 0) return -1;
      delimiter = text.charCodeAt(newline - 1) === 13 ? "\r\n\r\n" : "\n\n";
    }
    const found = text.indexOf(delimiter, at);
    return found < 0 ? -1 : found + delimiter.length;
  }

  function inspect(at: number, end: number): "as it is" | "hidden" | Buffer {
    const stop = end - (delimiter?.length ?? 0);
    if (!text.startsWith(dataPrefix, at)) return inspectLines(at, stop);
    const start = at + dataPrefix.length + (text.charCodeAt(at + dataPrefix.length) === 32 ? 1 : 0);
    if (text.startsWith("[DONE]", start)) {
      seen.done = true;
      return "hidden";
    }
    compact ??= /^\{"\w+":\S/.test(text.slice(start, start + 80));
    if (compact && isPlain(start, stop)) return passPlain(at, start, stop, end);
    return inspectParsed(bytes.toString("utf8", start, stop), at, end);
  }

  /** Text at most: no finish, no usage, no error, no tool call. */
  function isPlain(start: number, stop: number): boolean {
    return (
      text.charCodeAt(start) === 123 &&
      text.charCodeAt(stop - 1) === 125 &&
      deltaKey.from(text, start) < stop &&
      contentKey.from(text, start) < stop &&
      finishKey.from(text, start) >= stop &&
      usageKey.from(text, start) >= stop &&
      errorKey.from(text, start) >= stop
    );
  }

  function passPlain(at: number, start: number, stop: number, end: number): "as it is" | Buffer {
    const open = contentKey.from(text, start) + contentKey.length;
    const close = closingQuote(text, open);
    if (close < 0 || close >= stop) {
      seen.failure = { kind: "garbled" };
      return bytes.subarray(at, at);
    }
    if (close > open) {
      seen.hasContent = true;
      written.push(text.slice(open, close));
    }
    const name = modelKey.from(text, start) + modelKey.length;
    if (name >= stop || text.charCodeAt(name) !== 34 || text.startsWith(quotedModel, name)) return "as it is";
    const after = closingQuote(text, name + 1) + 1;
    if (after <= 0 || after > stop) return "as it is";
    return Buffer.concat([bytes.subarray(at, name), modelBytes, bytes.subarray(after, end)]);
  }

  /** A frame of several lines, or without data: comments are passed on, for they keep connections open. */
  function inspectLines(at: number, stop: number): "as it is" | "hidden" | Buffer {
    const lines = bytes.toString("utf8", at, stop).split(/\r?\n/);
    const data = lines.flatMap((line) =>
      line.startsWith(dataPrefix) ? [line.slice(dataPrefix.length).trimStart()] : [],
    );
    if (data.length === 0) return lines.every((line) => line === "" || line.startsWith(":")) ? "as it is" : "hidden";
    const joined = data.join("\n");
    if (joined.trim() !== "[DONE]") return inspectParsed(joined, at, at);
    seen.done = true;
    return "hidden";
  }

  /** @param end equal to `at` when the frame has to be written anew in any case */
  function inspectParsed(json: string, at: number, end: number): "as it is" | "hidden" | Buffer {
    const chunk = parse(json);
    if (chunk === undefined || !isChatChunk(chunk)) {
      seen.failure = isErrorEvent(chunk) ? { kind: "error_event", body: json } : { kind: "garbled" };
      return "hidden";
    }
    const usage = usageOf(chunk.usage);
    if (usage) seen.usage = usage;
    const shown = readChoices(chunk) || (usage !== undefined && chunk.choices.length === 0 && wantsUsage);
    if (!shown) return "hidden";
    if (end > at && chunk.model === model) return "as it is";
    return Buffer.from(`data: ${JSON.stringify({ ...chunk, model })}\n\n`);
  }

  /** @returns whether there is anything for the client in them */
  function readChoices(chunk: ChatChunk): boolean {
    let shown = false;
    for (const { delta, finish_reason: reason } of chunk.choices) {
      if (typeof reason === "string") seen.finishReason = reason;
      if (delta || typeof reason === "string") shown = true;
      for (const piece of writtenIn(delta)) {
        if (piece === "") continue;
        seen.hasContent = true;
        written.push(Buffer.from(JSON.stringify(piece)).toString("latin1").slice(1, -1));
      }
    }
    return shown;
  }

  return {
    seen,
    scan,
    text() {
      const joined = Buffer.from(`"${written.join("")}"`, "latin1").toString("utf8");
      const value = parse(joined);
      return typeof value === "string" ? value : joined;
    },
  };
}

interface Needle {
  length: number;
  reset(): void;
  /** The first place at or after `at`; beyond the text when there is none. Places only grow between resets. */
  from(text: string, at: number): number;
}

/** Remembers where it stood, so that a chunk of many frames is searched through once and not once for each frame. */
function createNeedle(word: string): Needle {
  let place = -1;
  return {
    length: word.length,
    reset() {
      place = -1;
    },
    from(text, at) {
      if (place < at) {
        const found = text.indexOf(word, at);
        place = found < 0 ? Number.MAX_SAFE_INTEGER : found;
      }
      return place;
    },
  };
}

/** The quote that ends the JSON string whose first character is at `at`; -1 when there is none. */
function closingQuote(text: string, at: number): number {
  for (let place = text.indexOf('"', at); place >= 0; place = text.indexOf('"', place + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(place - 1 - backslashes) === 92) backslashes++;
    if (backslashes % 2 === 0) return place;
  }
  return -1;
}

/** Everything a delta adds to what is billed as output. */
function writtenIn(delta: ChatChunk["choices"][number]["delta"]): string[] {
  if (!delta) return [];
  const calls = (delta.tool_calls ?? []).flatMap(({ function: called }) => [
    called?.name ?? "",
    called?.arguments ?? "",
  ]);
  return [delta.content ?? "", delta.refusal ?? "", delta.reasoning_content ?? "", ...calls];
}

function isErrorEvent(value: unknown): boolean {
  return typeof value === "object" && value !== null && "error" in value && Boolean(value.error);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
