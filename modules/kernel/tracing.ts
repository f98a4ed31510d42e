import {
  type Attributes,
  context as active,
  createContextKey,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Context as TraceContext,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { ProblemError } from "./errors.ts";

/** Ids, counts, codes and names of models. What people write goes into `content` only. */
export type SpanAttributes = Attributes;

/** A function is asked only where a span is made. */
export type ToldAttributes = SpanAttributes | (() => SpanAttributes);

/** A stage of the work, timed. Not to be used after `end`. */
export interface OpenSpan {
  /** False when nothing is recorded: then what is only measured for the span need not be. */
  readonly isRecording: boolean;
  set(attributes: SpanAttributes): void;
  /** What people wrote or read. Made, and kept, only where the operator lets content leave. */
  content(make: () => SpanAttributes): void;
  /** Spans begun within the work are parts of this one; `shared` stands on each of them. */
  within<Value>(work: () => Value, shared?: SpanAttributes): Value;
  /** @param failure marks the span as failed: a code, or what was thrown, of which only the code or the class is kept */
  end(failure?: unknown): void;
}

export interface SpanOptions {
  /** A call that leaves the process. Default: inside. */
  kind?: "client" | "server";
  /** What Langfuse takes it for; spans without are not for Langfuse. */
  observation?: "generation" | "embedding" | "retriever" | "chain" | "span";
  /** What stands on this span and on each within it. */
  shared?: SpanAttributes;
  /** Where it belongs instead of what runs: the place told by the caller of a request. */
  parent?: TraceContext;
}

/** Of the attributes that only the exporters read. */
export const observationAttribute = "eai.observation";
export const observationRootAttribute = "eai.observation.root";

interface Tracing {
  tracer: Tracer;
  content: boolean;
}

let tracing: Tracing | null = null;

const sharedKey = createContextKey("eai.shared");
const observedKey = createContextKey("eai.observed");

/** Whoever exports spans says so here; null: nobody, which is the beginning. */
export function traceWith(next: Tracing | null): void {
  tracing = next;
}

/** Begins a span that is ended by hand, for work that does not end where it began. Without exporters it is nothing. */
export function openSpan(name: string, told: ToldAttributes = {}, options: SpanOptions = {}): OpenSpan {
  if (tracing === null) return noSpan;
  const { tracer, content } = tracing;
  const attributes = typeof told === "function" ? told() : told;
  const { kind, observation, shared } = options;
  const parent = options.parent ?? active.active();
  const inherited = { ...(parent.getValue(sharedKey) as SpanAttributes | undefined), ...shared };
  const span = tracer.startSpan(
    name,
    {
      kind: kind === "client" ? SpanKind.CLIENT : kind === "server" ? SpanKind.SERVER : SpanKind.INTERNAL,
      attributes: {
        ...inherited,
        ...attributes,
        ...(observation && {
          [observationAttribute]: observation,
          [observationRootAttribute]: parent.getValue(observedKey) !== true,
        }),
      },
    },
    parent,
  );
  const inside = trace
    .setSpan(parent, span)
    .setValue(sharedKey, inherited)
    .setValue(observedKey, observation !== undefined || parent.getValue(observedKey) === true);
  return {
    isRecording: span.isRecording(),
    set: (more) => void span.setAttributes(more),
    content(make) {
      if (content && span.isRecording()) span.setAttributes(make());
    },
    within: (work, more) => active.with(more ? inside.setValue(sharedKey, { ...inherited, ...more }) : inside, work),
    end(failure) {
      if (failure !== undefined) {
        span.setAttribute("error.type", failureType(failure));
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    },
  };
}

/** Runs the work in a span of its own, which fails when the work throws. */
export async function inSpan<Value>(
  name: string,
  attributes: ToldAttributes,
  work: (span: OpenSpan) => Promise<Value>,
  options?: SpanOptions,
): Promise<Value> {
  if (tracing === null) return work(noSpan);
  const span = openSpan(name, attributes, options);
  try {
    const value = await span.within(() => work(span));
    span.end();
    return value;
  } catch (error) {
    span.end(error);
    throw error;
  }
}

/**
 * Where the caller of a request says it belongs to: of a W3C `traceparent` the ids, and nothing else. Without a sound
 * one it is the beginning of a trace, whatever ran before on the same connection.
 */
export function placeOf(traceparent: unknown): TraceContext {
  if (typeof traceparent !== "string") return ROOT_CONTEXT;
  const [, version, traceId = "", spanId = "", flags = "00"] =
    /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})/.exec(traceparent) ?? [];
  if (version === undefined || version === "ff") return ROOT_CONTEXT;
  const told = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return trace.isSpanContextValid(told) ? trace.setSpanContext(ROOT_CONTEXT, told) : ROOT_CONTEXT;
}

/** The ids for the log lines of what runs now; nothing without tracing. */
export function traceIds(): { trace_id: string; span_id: string } | undefined {
  if (tracing === null) return undefined;
  const current = trace.getSpanContext(active.active());
  return current && { trace_id: current.traceId, span_id: current.spanId };
}

/** A message may hold what people wrote, so only the kind of a failure is told. */
function failureType(failure: unknown): string {
  if (typeof failure === "string") return failure;
  if (failure instanceof ProblemError) return failure.code;
  return failure instanceof Error ? failure.name : "unknown";
}

const noSpan: OpenSpan = {
  isRecording: false,
  set() {},
  content() {},
  within: (work) => work(),
  end() {},
};
