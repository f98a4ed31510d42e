import fc from "fast-check";
import { expect, test } from "vitest";
import { inFewerPieces } from "./fewer-pieces.ts";

const noPause = () => Promise.resolve();

function event(part: unknown): string {
  return `data: ${JSON.stringify(part)}\n\n`;
}

function delta(text: string, id = "text"): string {
  return event({ type: "text-delta", id, delta: text });
}

/** Gives the bytes in the pieces that end at these places. */
function streamOf(text: string, cuts: readonly number[]): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((one, other) => one - other);
  const pieces = [...places, bytes.length].map((end, index) => bytes.slice(places[index - 1] ?? 0, end));
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
}

async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(stream).text();
}

test("Deltas that come together are one, in their order with everything else", async () => {
  const events = [
    ": open\n\n",
    delta("One "),
    delta("two"),
    event({ type: "data-notice" }),
    delta(" three"),
    delta("."),
    delta("?", "b"),
  ];
  expect(await textOf(inFewerPieces(streamOf(events.join(""), []), noPause))).toBe(
    [": open\n\n", delta("One two"), event({ type: "data-notice" }), delta(" three."), delta("?", "b")].join(""),
  );
});

test("What is more than text, or cannot be read, is passed on as it is", async () => {
  const odd = [
    event({ type: "text-delta", id: "text", delta: "a", providerMetadata: { kept: {} } }),
    'data: {"type":"text-delta","id":"text","del\n\n',
    'data: {"type":"text-delta","id":"text","delta":7}\n\n',
    "data: [DONE]\n\n",
    "data: not ended",
  ].join("");
  expect(await textOf(inFewerPieces(streamOf(odd, []), noPause))).toBe(odd);
});

test("However it was cut, the same text arrives", async () => {
  const pieces = fc.array(fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("\n\n", "data: ", '"', "ä€🙂")));
  await fc.assert(
    fc.asyncProperty(pieces, fc.array(fc.nat()), async (texts, cuts) => {
      const sent = [...texts.map((text) => delta(text)), event({ type: "finish" })].join("");
      const events = (await textOf(inFewerPieces(streamOf(sent, cuts), noPause))).trimEnd().split("\n\n");
      const parts = events.map((line) => JSON.parse(line.slice("data: ".length)));
      expect(parts.map((part) => part.delta ?? "").join("")).toBe(texts.join(""));
      expect(parts.at(-1)).toEqual({ type: "finish" });
    }),
  );
});

test("An error of the connection is told, and who stops reading stops the connection", async () => {
  const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new TypeError("network")) });
  await expect(textOf(inFewerPieces(broken, noPause))).rejects.toThrow("network");
  let reason: unknown;
  const endless = new ReadableStream<Uint8Array>({
    cancel: (given) => {
      reason = given;
    },
  });
  await inFewerPieces(endless, noPause).cancel("enough");
  expect(reason).toBe("enough");
});
