import { observationAttribute, observationRootAttribute } from "@eai/modules/kernel";
import type { Attributes } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";

/** A masked span as any OpenTelemetry backend reads it. */
export function shapeForOtlp(span: ReadableSpan): ReadableSpan {
  const attributes = { ...span.attributes };
  delete attributes[observationAttribute];
  delete attributes[observationRootAttribute];
  // By the conventions only usage that was reported is told.
  if (attributes["eai.usage.estimated"] === true) {
    for (const name of Object.keys(attributes)) if (name.startsWith("gen_ai.usage.")) delete attributes[name];
  }
  return { ...span, attributes };
}

/** Langfuse is told of answers and what they are made of, not of every request. */
export function isForLangfuse(span: ReadableSpan): boolean {
  return span.attributes[observationAttribute] !== undefined;
}

export interface LangfuseShape {
  environment: string;
  release: string;
}

/** Where each of our attributes stands in Langfuse. */
const sameInLangfuse = {
  "user.id": "langfuse.user.id",
  "session.id": "langfuse.session.id",
  "eai.trace.name": "langfuse.trace.name",
  "eai.trace.tags": "langfuse.trace.tags",
  "eai.tenant.id": "langfuse.trace.metadata.tenant_id",
  "eai.request.id": "langfuse.trace.metadata.request_id",
  "eai.input": "langfuse.observation.input",
  "eai.output": "langfuse.observation.output",
  "gen_ai.retrieval.query.text": "langfuse.observation.input",
  "error.type": "langfuse.observation.status_message",
  "eai.usage.estimated": "langfuse.observation.metadata.usage_estimated",
  "eai.deployment": "langfuse.observation.metadata.deployment",
  "eai.region": "langfuse.observation.metadata.region",
} as const;

/** A masked span in the words of Langfuse, which takes the first of what it sees of a trace as the whole. */
export function shapeForLangfuse(span: ReadableSpan, { environment, release }: LangfuseShape): ReadableSpan {
  const { attributes } = shapeForOtlp(span);
  for (const [ours, theirs] of Object.entries(sameInLangfuse)) {
    const value = span.attributes[ours];
    if (value !== undefined) attributes[theirs] = value;
  }
  Object.assign(attributes, {
    "langfuse.observation.type": span.attributes[observationAttribute],
    "langfuse.environment": environment,
    "langfuse.release": release,
    ...("error.type" in span.attributes && { "langfuse.observation.level": "ERROR" }),
    ...modelCallOf(span),
  });
  const { parentSpanContext, ...rest } = span;
  // What is above the first observation, the request, is not sent: with a parent it would hang in the air.
  const isRoot = span.attributes[observationRootAttribute] === true;
  return { ...rest, ...(isRoot || !parentSpanContext ? {} : { parentSpanContext }), attributes };
}

/** Model, tokens in buckets that do not overlap, our price, and when the answer began. */
function modelCallOf({ attributes, startTime }: ReadableSpan): Attributes {
  const model = attributes["gen_ai.response.model"] ?? attributes["gen_ai.request.model"];
  if (model === undefined) return {};
  const input = countOf(attributes, "gen_ai.usage.input_tokens");
  const output = countOf(attributes, "gen_ai.usage.output_tokens");
  const cached = countOf(attributes, "gen_ai.usage.cache_read.input_tokens");
  const reasoning = countOf(attributes, "gen_ai.usage.reasoning.output_tokens");
  const first = attributes["gen_ai.response.time_to_first_chunk"];
  return {
    "langfuse.observation.model.name": model,
    "langfuse.observation.usage_details": JSON.stringify({
      input: input - cached,
      ...(cached > 0 && { input_cached_tokens: cached }),
      output: output - reasoning,
      ...(reasoning > 0 && { output_reasoning_tokens: reasoning }),
      total: input + output,
    }),
    "langfuse.observation.cost_details": JSON.stringify({
      total: countOf(attributes, "eai.cost_micro_usd") / 1_000_000,
    }),
    ...(typeof first === "number" && {
      "langfuse.observation.completion_start_time": new Date(
        startTime[0] * 1000 + startTime[1] / 1e6 + first * 1000,
      ).toISOString(),
    }),
  };
}

function countOf(attributes: Attributes, name: string): number {
  const value = attributes[name];
  return typeof value === "number" ? value : 0;
}
