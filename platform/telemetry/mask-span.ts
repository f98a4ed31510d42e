import type { Attributes, AttributeValue } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { maskSecrets } from "./mask-secrets.ts";

export interface MaskingPolicy {
  /** Questions, answers and passages may leave. */
  content: boolean;
  /** E-mail addresses in them are taken out. */
  emails: boolean;
}

/** Ids, codes, counts and names of models. Whatever is not in one of the two lists never leaves. */
const facts: ReadonlySet<string> = new Set([
  "eai.answer.id",
  "eai.answer.state",
  "eai.chunks",
  "eai.cost_micro_usd",
  "eai.deployment",
  "eai.document.id",
  "eai.knowledge_bases",
  "eai.observation",
  "eai.observation.root",
  "eai.passages",
  "eai.purpose",
  "eai.region",
  "eai.replayed",
  "eai.request.id",
  "eai.search.mode",
  "eai.tenant.id",
  "eai.texts",
  "eai.trace.name",
  "eai.trace.tags",
  "eai.usage.estimated",
  "eai.version.id",
  "error.type",
  "gen_ai.conversation.id",
  "gen_ai.embeddings.dimension.count",
  "gen_ai.operation.name",
  "gen_ai.provider.name",
  "gen_ai.request.max_tokens",
  "gen_ai.request.model",
  "gen_ai.request.stream",
  "gen_ai.response.finish_reasons",
  "gen_ai.response.model",
  "gen_ai.response.time_to_first_chunk",
  "gen_ai.usage.cache_read.input_tokens",
  "gen_ai.usage.input_tokens",
  "gen_ai.usage.output_tokens",
  "gen_ai.usage.reasoning.output_tokens",
  "http.request.method",
  "http.response.status_code",
  "http.route",
  "openai.api.type",
  "server.address",
  "server.port",
  "session.id",
  "user.id",
]);

/** What people wrote, or what was found for them. */
const contents: ReadonlySet<string> = new Set([
  "eai.input",
  "eai.output",
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.retrieval.query.text",
]);

const longestFact = 200;

/**
 * A copy of a span that may leave: facts of the list, content only where it may and without what looks like a secret.
 * Messages of failures, events and the attributes of links are never taken along: they may hold anything.
 */
export function maskSpan(span: ReadableSpan, policy: MaskingPolicy): ReadableSpan {
  const { name, kind, startTime, endTime, duration, ended, resource, instrumentationScope, parentSpanContext } = span;
  return {
    name,
    kind,
    spanContext: () => span.spanContext(),
    ...(parentSpanContext && { parentSpanContext }),
    startTime,
    endTime,
    duration,
    ended,
    status: { code: span.status.code },
    attributes: maskAttributes(span.attributes, policy),
    links: span.links.map(({ context }) => ({ context })),
    events: [],
    resource,
    instrumentationScope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function maskAttributes(attributes: Attributes, { content, emails }: MaskingPolicy): Attributes {
  const masked: Attributes = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (facts.has(name)) masked[name] = maskFact(name, value);
    else if (content && contents.has(name) && typeof value === "string") masked[name] = maskSecrets(value, { emails });
  }
  return masked;
}

/** Long texts are no facts; the class of an error may be made of anything by who throws it. */
function maskFact(name: string, value: AttributeValue | undefined): AttributeValue | undefined {
  if (name === "error.type") return typeof value === "string" && /^[\w.-]{1,64}$/.test(value) ? value : "unknown";
  if (typeof value === "string") return value.slice(0, longestFact);
  if (Array.isArray(value)) return value.map((entry) => String(entry).slice(0, longestFact));
  return value;
}
