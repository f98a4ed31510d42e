/** What is drawn ten times a second need not be read two hundred times. */
const pauseMilliseconds = 60;
const textEvent = 'data: {"type":"text-delta",';

interface TextDelta {
  type: "text-delta";
  id: string;
  delta: string;
}

/**
 * A stream of server-sent events in fewer pieces: what comes in a short while is read at once, and its deltas of text are
 * one. Each event costs the page the same whatever its length, and models write a word at a time.
 * @param stream events that end in an empty line
 */
export function inFewerPieces(
  stream: ReadableStream<Uint8Array>,
  pause: () => Promise<void> = createPause(),
): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = "";
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      // Nobody asks again for what was asked for: it goes on until there is something to give.
      for (;;) {
        await pause();
        const { done, value } = await reader.read();
        rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
        const lastEnd = rest.lastIndexOf("\n\n");
        const end = done ? rest.length : lastEnd < 0 ? 0 : lastEnd + 2;
        if (end > 0) controller.enqueue(encoder.encode(joinDeltas(rest.slice(0, end))));
        rest = rest.slice(end);
        if (done) controller.close();
        if (done || end > 0) return;
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** Lets time pass between two reads; not in a page that nobody sees, where timers are slow. */
function createPause(): () => Promise<void> {
  let readAt = 0;
  return async () => {
    const left = readAt + pauseMilliseconds - performance.now();
    if (left > 0 && document.visibilityState === "visible") await new Promise((resolve) => setTimeout(resolve, left));
    readAt = performance.now();
  };
}

/** Whole events, with the deltas that follow each other in the same text as one. */
function joinDeltas(events: string): string {
  const joined: string[] = [];
  let open: TextDelta | undefined;
  const close = () => {
    if (open) joined.push(`data: ${JSON.stringify(open)}`);
    open = undefined;
  };
  for (const event of events.split("\n\n")) {
    const delta = event.startsWith(textEvent) ? deltaOf(event) : undefined;
    if (delta && open?.id === delta.id) {
      open.delta += delta.delta;
      continue;
    }
    close();
    open = delta;
    if (!delta) joined.push(event);
  }
  close();
  return joined.join("\n\n");
}

/** Undefined for what is more than text, and for what cannot be read: that is told by who reads the events. */
function deltaOf(event: string): TextDelta | undefined {
  try {
    const part = JSON.parse(event.slice("data: ".length)) as TextDelta;
    return typeof part.delta === "string" && Object.keys(part).length === 3 ? part : undefined;
  } catch {
    return undefined;
  }
}
