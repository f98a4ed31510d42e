import { APICallError } from "@ai-sdk/provider";
import { type AttemptTimeouts, firstContentMs } from "../attempt.ts";
import { createDeadline } from "../deadline.ts";
import { noTokens, type TokenCounts } from "../price.ts";
import { countTokens } from "../tokens.ts";
import { classifyFailure, type UpstreamFailure, UpstreamTimeout } from "../upstream-failure.ts";
import { createFrameScanner } from "./frame-scanner.ts";
import { countPromptTokens } from "./prompt-estimate.ts";
import type { RawExchange, RawHeaders, RawTransport } from "./raw-transport.ts";
import { isLanguageModel } from "./relay-body.ts";
import type { RawDeployment, RelayRequest } from "./relay-types.ts";
import { asFrames, readChatCompletion, readEmbeddings, type WholeAnswer } from "./whole-answer.ts";

/** One call of one deployment, passed on as it comes. */
export interface RelayAttempt {
  resume(): void;
  /** The client is gone. True when the answer was written to its end, so that only figures are still to come. */
  leave(): boolean;
  abort(reason: Error): void;
  measure(billed: boolean): RelayMeasure;
}

export interface RelayMeasure {
  tokens: TokenCounts;
  estimated: boolean;
  latencyMs: number;
  firstTokenMs: number | null;
  finishReason: string | undefined;
  hasContent: boolean;
}

export interface AttemptListener {
  /** The first of the answer is here. */
  begin(): void;
  data(bytes: Buffer): boolean;
  /** Complete. */
  end(): void;
  /** @param body of the server's answer, where it refused */
  fail(failure: UpstreamFailure, body: string): void;
}

export interface AttemptInput {
  transport: RawTransport;
  deployment: RawDeployment;
  request: RelayRequest;
  headers: Readonly<Record<string, string>>;
  /** The body as this deployment takes it. */
  body: string;
  /** Whether the deployment was asked to stream. */
  streams: boolean;
  timeouts: AttemptTimeouts;
}

const paths = { chat: "/chat/completions", embeddings: "/embeddings" } as const;
const longestErrorBytes = 16 * 1024;
const longestAnswerBytes = 64 * 1024 * 1024;

/** Sends the call at once. The listener's `end` or `fail` is called once, unless the attempt is aborted before. */
export function startRelayAttempt(input: AttemptInput, listener: AttemptListener): RelayAttempt {
  const { deployment, request, timeouts, transport } = input;
  const { endpoint } = deployment;
  const startedAt = performance.now();
  let firstTokenAt: number | undefined;
  let endedAt: number | undefined;
  let status = 0;
  let answerHeaders: RawHeaders = {};
  let over = false;
  let begun = false;
  let left = false;
  let whole: WholeAnswer | undefined;
  const scanner = input.streams
    ? createFrameScanner({ model: request.model, wantsUsage: request.wantsUsage })
    : undefined;
  /** What is not passed on yet: the frames before the first token, or an answer that has to be read as a whole. */
  let held: Buffer[] = [];
  let heldBytes = 0;
  const deadline = createDeadline(() => {
    if (left) endFrames();
    else fail(classifyFailure(new UpstreamTimeout("The model did not write in time")));
  });
  deadline.expect(firstAnswerMs(input));

  const exchange: RawExchange = transport.send(
    { url: urlOf(endpoint.url, paths[request.kind], endpoint.apiVersion), headers: input.headers, body: input.body },
    {
      response(code, headers) {
        status = code;
        answerHeaders = headers;
      },
      data(bytes) {
        if (over) return;
        if (status === 200 && scanner) return readFrames(bytes);
        hold(bytes, status === 200 ? longestAnswerBytes : longestErrorBytes);
      },
      end() {
        if (over) return;
        if (status !== 200) fail(failureOfStatus(), Buffer.concat(held).toString("utf8"));
        else if (scanner) endFrames();
        else endWhole();
      },
      error(error, sent) {
        if (over) return;
        if (scanner?.seen.finishReason !== undefined) return endFrames();
        if (!sent) fail(unreachable);
        else fail(status === 0 ? dropped : classifyFailure(error));
      },
    },
  );

  function readFrames(bytes: Buffer): void {
    const shown = scanner?.scan(bytes);
    const { failure, hasContent, finishReason } = scanner?.seen ?? {};
    if (hasContent) firstTokenAt ??= performance.now();
    if (!left && (begun || hasContent || finishReason !== undefined)) deadline.expect(timeouts.stallMs);
    if (shown) passOn(shown, hasContent === true || finishReason !== undefined);
    if (failure) fail(classifyFailure(failure.kind === "error_event" ? safeJson(failure.body) : undefined));
    else if (scanner?.seen.done) endFrames();
  }

  /** @param starts false for what an answer without a word may begin with too: then another deployment is still possible */
  function passOn(bytes: Buffer, starts: boolean): void {
    if (left) return;
    if (!begun && !starts) {
      hold(bytes, longestErrorBytes);
      return;
    }
    if (!begun) {
      begun = true;
      listener.begin();
    }
    const all = held.length === 0 ? bytes : Buffer.concat([...held, bytes]);
    held = [];
    // A reader that is slow is no stall of the model.
    if (!listener.data(all)) {
      deadline.pause();
      exchange.pause();
    }
  }

  function endFrames(): void {
    if (scanner?.seen.finishReason === undefined) {
      fail(classifyFailure(undefined));
      return;
    }
    close();
    // What comes behind `[DONE]` is nothing, but the end of it frees the connection.
    listener.end();
  }

  function endWhole(): void {
    const bytes = Buffer.concat(held);
    held = [];
    whole = request.kind === "chat" ? readChatCompletion(bytes, request.model) : readEmbeddings(bytes, request.model);
    if (!whole) {
      fail(classifyFailure(undefined));
      return;
    }
    close();
    firstTokenAt = endedAt;
    if (!left) {
      begun = true;
      listener.begin();
      listener.data(request.stream ? asFrames(whole, request.wantsUsage) : whole.bytes);
    }
    listener.end();
  }

  function hold(bytes: Buffer, limit: number): void {
    heldBytes += bytes.length;
    if (heldBytes <= limit) held.push(bytes);
    else if (status === 200) fail(classifyFailure(undefined));
  }

  function failureOfStatus(): UpstreamFailure {
    // Redirects are never followed: they could lead anywhere, with our key.
    return classifyFailure(
      new APICallError({
        message: "refused",
        url: endpoint.url,
        requestBodyValues: undefined,
        statusCode: status,
        responseHeaders: plainHeaders(answerHeaders),
        responseBody: Buffer.concat(held).toString("utf8"),
      }),
    );
  }

  function fail(failure: UpstreamFailure, body = ""): void {
    if (over) return;
    close();
    exchange.abort(new Error("The call has failed"));
    held = [];
    listener.fail(failure, body);
  }

  function close(): void {
    over = true;
    endedAt = performance.now();
    deadline.stop();
  }

  return {
    resume() {
      if (over) return;
      deadline.expect(timeouts.stallMs);
      exchange.resume();
    },
    leave() {
      if (over || scanner?.seen.finishReason === undefined) return false;
      left = true;
      deadline.expect(timeouts.figuresMs);
      exchange.resume();
      return true;
    },
    abort(reason) {
      if (!over) close();
      exchange.abort(reason);
      held = [];
    },
    measure(billed) {
      const usage = scanner?.seen.usage ?? whole?.usage;
      const estimated = usage === undefined && billed;
      return {
        tokens: usage ?? (billed ? estimate() : noTokens),
        estimated,
        latencyMs: Math.round((endedAt ?? performance.now()) - startedAt),
        firstTokenMs: firstTokenAt === undefined ? null : Math.round(firstTokenAt - startedAt),
        finishReason: scanner?.seen.finishReason ?? whole?.finishReason,
        hasContent: scanner
          ? scanner.seen.hasContent
          : whole !== undefined && (request.kind === "embeddings" || whole.text !== ""),
      };
    },
  };

  function estimate(): TokenCounts {
    const tokenizer = isLanguageModel(deployment) ? deployment.capabilities.tokenizer : deployment.tokenizer;
    const completionTokens = countTokens(scanner?.text() ?? whole?.text ?? "", tokenizer);
    return { ...noTokens, promptTokens: countPromptTokens(request.body, tokenizer), completionTokens };
  }
}

const unreachable: UpstreamFailure = {
  kind: "unreachable",
  status: undefined,
  failover: true,
  retryAfterMs: undefined,
  billed: false,
  code: undefined,
};

/** A kept connection that the server closed just then, for the most part: worth another try, though it may have been read. */
const dropped: UpstreamFailure = { ...unreachable, kind: "dropped", billed: true };

/** What comes in one piece comes at its end. */
function firstAnswerMs({ deployment, streams, timeouts }: AttemptInput): number {
  if (!isLanguageModel(deployment)) return timeouts.firstChunkMs;
  return streams ? firstContentMs(deployment, timeouts) : timeouts.wholeAnswerMs;
}

function urlOf(base: string, path: string, apiVersion: string | undefined): string {
  return apiVersion === undefined ? base + path : `${base}${path}?api-version=${encodeURIComponent(apiVersion)}`;
}

function plainHeaders(headers: RawHeaders): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) plain[name] = String(value);
  return plain;
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
