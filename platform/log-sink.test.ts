import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const sink = fileURLToPath(new URL("log-sink.ts", import.meta.url));

/** A process that logs so many lines of a kilobyte and tells at its end, on the other stream, what became of them. */
function logInChild(lines: number, end = "") {
  const program = `
    import { openLogSink } from ${JSON.stringify(sink)};
    const sink = openLogSink();
    for (let line = 0; line < ${lines}; line += 1) {
      sink.write(String(line).padStart(8, "0") + " " + "x".repeat(1014) + "\\n");
      if (line % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
    }
    const { rss } = process.memoryUsage();
    process.stderr.write(JSON.stringify({ dropped: sink.dropped(), rss }));
    ${end}`;
  return spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "pipe"] });
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += chunk.toString();
  return text;
}

test("a log nobody reads drops lines, counts them, takes no more memory and lets the process end", async () => {
  const lines = 100_000;
  const child = logInChild(lines, "process.exit(0);");
  const exited = once(child, "exit");
  const told = JSON.parse(await textOf(child.stderr));
  const [code] = await exited;
  expect(code).toBe(0);
  // A hundred megabytes were told; four wait, and some more are in the pipe.
  expect(told.dropped).toBeGreaterThan(lines * 0.9);
  expect(told.rss).toBeLessThan(250_000_000);
  child.stdout.destroy();
});

test("a log that is read arrives whole and in order", async () => {
  const child = logInChild(2000);
  const [out, told] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  expect(JSON.parse(told).dropped).toBe(0);
  const numbers = out
    .trimEnd()
    .split("\n")
    .map((line) => Number(line.slice(0, 8)));
  expect(numbers).toEqual(Array.from({ length: 2000 }, (_, index) => index));
});
