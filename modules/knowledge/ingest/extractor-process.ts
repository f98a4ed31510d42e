import { type ChildProcess, fork } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import {
  type ExtractionReply,
  type ExtractionRequest,
  memoryLimitMark,
  type RecognitionProgress,
} from "./extract-messages.ts";
import { ExtractionError } from "./extraction-error.ts";

const errorTailCharacters = 4000;

/** The page that is begun when the time for recognition is over is finished; this is the longest it may take. */
const lastPageSeconds = 30;

/** What is told while pictures of text are read. */
export interface RecognitionWatch {
  recognising?(donePages: number, pageCount: number): void;
}

/** One extraction process and the document it works on. */
export class ExtractorProcess {
  readonly #child: ChildProcess;
  #errorTail = "";
  documentCount = 0;
  /** Of the last document, when it was done. */
  memoryMegabytes = 0;

  /** @param memoryMegabytes of the whole process; three quarters of it for the JavaScript heap */
  constructor(memoryMegabytes: number) {
    this.#child = fork(new URL("./extract-child.ts", import.meta.url), [String(memoryMegabytes)], {
      // No secrets to leak, and nothing that changes how the program runs.
      env: {},
      execArgv: processFlags(memoryMegabytes),
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child.on("error", () => {});
    this.#child.stderr?.on("data", (data: Buffer) => {
      this.#errorTail = (this.#errorTail + data.toString("latin1")).slice(-errorTailCharacters);
    });
    this.#hold(false);
  }

  get isAlive(): boolean {
    return this.#child.connected && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /**
   * Hands over one document. A process that was ended, by its limits or by `signal`, is of no further use.
   * @throws ExtractionError for what the process could not survive, or the reason of `signal`
   */
  async run(request: ExtractionRequest, signal: AbortSignal, watch: RecognitionWatch = {}): Promise<ExtractionReply> {
    signal.throwIfAborted();
    this.documentCount += 1;
    this.#hold(true);
    try {
      const reply = await this.#exchange(request, signal, watch);
      this.memoryMegabytes = reply.memoryMegabytes;
      return reply;
    } finally {
      this.#hold(false);
    }
  }

  stop(): void {
    this.#child.kill("SIGKILL");
  }

  #exchange(request: ExtractionRequest, signal: AbortSignal, watch: RecognitionWatch): Promise<ExtractionReply> {
    return new Promise((resolve, reject) => {
      const child = this.#child;
      let failure: unknown;
      const end = (reason: unknown) => {
        failure ??= reason;
        this.stop();
      };
      const onAbort = () => end(signal.reason);
      const giveUpAfter = (seconds: number) =>
        setTimeout(() => end(new ExtractionError("extraction_timed_out")), seconds * 1000);
      let timer = giveUpAfter(request.timeoutSeconds);
      let isRecognising = false;
      const onReply = (reply: ExtractionReply | RecognitionProgress) => {
        if (reply.outcome !== "recognising") return finish(() => resolve(reply));
        watch.recognising?.(reply.donePages, reply.pageCount);
        // It has its own time, once, and stops by itself between two pages.
        if (isRecognising || request.recognition === undefined) return;
        isRecognising = true;
        clearTimeout(timer);
        timer = giveUpAfter(request.recognition.timeoutSeconds + lastPageSeconds);
      };
      // `close` comes when the error stream has been read to its end, which tells why.
      const onClose = () => finish(() => reject(failure ?? this.#deathReason()));
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
        child.off("message", onReply);
        child.off("close", onClose);
        settle();
      };
      signal.addEventListener("abort", onAbort, { once: true });
      child.on("message", onReply);
      child.on("close", onClose);
      child.send(request, (error) => {
        if (error) end(new ExtractionError("extraction_failed", undefined, { cause: error }));
      });
    });
  }

  #deathReason(): ExtractionError {
    const isMemory =
      this.#errorTail.includes(memoryLimitMark) || /out of memory|allocation failed/i.test(this.#errorTail);
    return new ExtractionError(isMemory ? "extraction_out_of_memory" : "extraction_failed");
  }

  /** Keeps the program alive while a document is in work, and only then. */
  #hold(isBusy: boolean): void {
    const pipe = this.#child.stderr as { ref?(): void; unref?(): void } | null;
    for (const handle of [this.#child, this.#child.channel, pipe]) {
      if (isBusy) handle?.ref?.();
      else handle?.unref?.();
    }
  }
}

/**
 * The process may read its own program and nothing else, write nowhere, start nothing, and compile no text to code. It is
 * handed the bytes of the file, never its path.
 */
function processFlags(memoryMegabytes: number): string[] {
  const modules = join(import.meta.dirname, "../..");
  const [installed = modules] = createRequire(import.meta.url)
    .resolve("mammoth")
    .split(/(?<=[\\/]node_modules)[\\/]/);
  return [
    "--permission",
    "--allow-worker",
    ...[modules, installed, join(dirname(modules), "package.json"), "/proc/self/status"].map(
      (path) => `--allow-fs-read=${path}`,
    ),
    "--disallow-code-generation-from-strings",
    `--max-old-space-size=${Math.floor(memoryMegabytes * 0.75)}`,
    "--no-warnings",
  ];
}
