import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AnswerPart, textPartId } from "./answer-parts.ts";
import type { StreamRelay } from "./stream-relay.ts";

export interface RelayUnderTest {
  /** Where the answer is written. */
  writer: StreamRelay;
  /** Where it is read: another process for relays between processes, else the same. */
  reader: StreamRelay;
  close(): Promise<void>;
}

let count = 0;
const newAnswer = () => `msg_${process.pid}_${count++}`;
const delta = (text: string): AnswerPart => ({ type: "text-delta", id: textPartId, delta: text });
const never = new AbortController().signal;

async function collect(relay: StreamRelay, answerId: string, from = 0, signal = never): Promise<AnswerPart[]> {
  const parts: AnswerPart[] = [];
  for await (const part of relay.follow(answerId, from, signal)) parts.push(part);
  return parts;
}

/** What every StreamRelay must do. */
export function testStreamRelay(name: string, open: () => Promise<RelayUnderTest>): void {
  describe(`the ${name} relay`, () => {
    let relay: RelayUnderTest;
    beforeAll(async () => {
      relay = await open();
    });
    afterAll(() => relay.close());

    /** Waits until a reader sees that the answer exists. */
    async function known(answerId: string): Promise<void> {
      await expect
        .poll(async () => {
          for await (const part of relay.reader.follow(answerId, 0, never)) return part.type;
          return undefined;
        })
        .toBeDefined();
    }

    test("gives every reader everything once and in order, however late it comes", async () => {
      const answerId = newAnswer();
      const written = Array.from({ length: 300 }, (_, index) => delta(`${index} `));
      relay.writer.append(answerId, written[0] ?? delta(""));
      await known(answerId);
      const early = collect(relay.reader, answerId);
      for (const part of written.slice(1, 150)) relay.writer.append(answerId, part);
      await delay(20);
      const midway = collect(relay.reader, answerId);
      for (const part of written.slice(150)) {
        relay.writer.append(answerId, part);
        if (Math.random() < 0.05) await delay(2);
      }
      relay.writer.close(answerId);
      expect(await early).toEqual(written);
      expect(await midway).toEqual(written);
      expect(await collect(relay.reader, answerId)).toEqual(written);
    });

    test("tells readers of the end whenever it comes, also while parts are on their way", async () => {
      const answers = Array.from({ length: 40 }, newAnswer);
      await Promise.all(
        answers.map(async (answerId, index) => {
          relay.writer.append(answerId, delta("a"));
          // From the same tick to some milliseconds later: within, during and after the first write.
          if (index > 0) await delay(index / 8);
          relay.writer.close(answerId);
          await expect.poll(() => collect(relay.reader, answerId, 0, AbortSignal.timeout(3000))).toEqual([delta("a")]);
          expect(await endsByItself(answerId)).toBe(true);
        }),
      );
    });

    /** Whether reading ends before the reader gives up. */
    async function endsByItself(answerId: string): Promise<boolean> {
      const patience = AbortSignal.timeout(3000);
      await collect(relay.reader, answerId, 0, patience);
      return !patience.aborted;
    }

    test("continues after the parts a reader has", async () => {
      const answerId = newAnswer();
      for (const text of ["a", "b", "c"]) relay.writer.append(answerId, delta(text));
      relay.writer.close(answerId);
      await expect.poll(() => collect(relay.reader, answerId, 2)).toEqual([delta("c")]);
      expect(await collect(relay.reader, answerId, 3)).toEqual([]);
    });

    test("passes a part on within a moment", async () => {
      const answerId = newAnswer();
      relay.writer.append(answerId, delta("a"));
      await known(answerId);
      const reader = relay.reader.follow(answerId, 1, never)[Symbol.asyncIterator]();
      const next = reader.next();
      await delay(50);
      const started = performance.now();
      relay.writer.append(answerId, delta("b"));
      expect((await next).value).toEqual(delta("b"));
      expect(performance.now() - started).toBeLessThan(500);
      relay.writer.close(answerId);
      expect((await reader.next()).done).toBe(true);
    });

    test("ends at once for an answer it does not know", async () => {
      expect(await collect(relay.reader, newAnswer())).toEqual([]);
    });

    test("ends for a reader that goes away, and for no other", async () => {
      const answerId = newAnswer();
      relay.writer.append(answerId, delta("a"));
      await known(answerId);
      const leaving = new AbortController();
      const left = collect(relay.reader, answerId, 0, leaving.signal);
      const stayed = collect(relay.reader, answerId);
      await delay(50);
      leaving.abort();
      expect(await left).toEqual([delta("a")]);
      relay.writer.append(answerId, delta("b"));
      relay.writer.close(answerId);
      expect(await stayed).toEqual([delta("a"), delta("b")]);
    });

    test("a process that recovers an answer can close it for those who still wait", async () => {
      const answerId = newAnswer();
      relay.writer.append(answerId, delta("half"));
      await known(answerId);
      const waiting = collect(relay.reader, answerId);
      await delay(50);
      relay.reader.close(answerId);
      expect(await waiting).toEqual([delta("half")]);
    });

    test("keeps text as it is", async () => {
      const answerId = newAnswer();
      const part = delta('"\\ \n\u0000 \u2028 👩‍👩‍👧 </script> 汉语');
      relay.writer.append(answerId, part);
      relay.writer.close(answerId);
      await expect.poll(() => collect(relay.reader, answerId)).toEqual([part]);
    });

    test("a wish to stop reaches the writer", async () => {
      const stopped: string[] = [];
      relay.writer.onStop((answerId) => stopped.push(answerId));
      const answerId = newAnswer();
      relay.writer.append(answerId, delta("a"));
      relay.reader.requestStop(answerId);
      await expect.poll(() => stopped).toEqual([answerId]);
      relay.writer.close(answerId);
    });
  });
}
