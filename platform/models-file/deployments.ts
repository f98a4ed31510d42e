import {
  type KnownLanguageModel,
  knownLanguageModel,
  type ModelCapabilities,
  usdPerMillion,
} from "@eai/modules/models";
import type { ModelDeployment, ModelEndpoint } from "../models-config.ts";
import { type Entry, idOf, type Reading } from "./reading.ts";
import type { WrittenDeployment, WrittenPrice } from "./schema.ts";

/** What the file says of the chat deployments, with what only all of it together can tell. */
export function decideDeployments(entries: readonly Entry<WrittenDeployment>[], reading: Reading): ModelDeployment[] {
  return entries.map((entry) => {
    const { written, endpoint } = entry;
    const known = knownLanguageModel(written.model);
    requireDescription(entry, known, reading);
    requireSurface(entry, known, reading);
    requireSizes(entry, known, reading);
    warnOfNothing(entry, reading);
    return {
      id: idOf(entry),
      endpoint,
      deployment: written.deployment,
      model: written.model,
      label: written.label,
      surface: written.api,
      contextWindowTokens: written.context_window_tokens,
      maxInputTokens: written.max_input_tokens,
      maxOutputTokens: written.max_output_tokens,
      capabilities: capabilitiesOf(written.capabilities),
      price: written.price && priceOf(written.price),
      priority: written.priority,
      weight: weightOf(entry, entries),
    };
  });
}

/** Micro-USD out of dollars, for a million tokens; what is not said costs as much as the rest of the prompt. */
export function priceOf({ input, cached_input = input, output = 0 }: WrittenPrice) {
  return usdPerMillion(input, cached_input, output);
}

/** A share by capacity, where every deployment it shares with names one: otherwise the shares would not compare. */
export function weightOf<Written extends Pick<WrittenDeployment, "model" | "priority" | "weight" | "capacity">>(
  { written }: Entry<Written>,
  entries: readonly Entry<Written>[],
): number | undefined {
  if (written.weight !== undefined) return written.weight;
  const sharing = entries
    .map((entry) => entry.written)
    .filter(({ model, priority = 0 }) => model === written.model && priority === (written.priority ?? 0));
  for (const unit of ["tokens_per_minute", "requests_per_minute"] as const) {
    if (sharing.every(({ capacity }) => capacity?.[unit] !== undefined)) return written.capacity?.[unit];
  }
  return undefined;
}

/** True where somebody sends a bill for each token. */
export function isPaid({ provider, baseUrl }: ModelEndpoint): boolean {
  return provider === "azure" || new URL(baseUrl).hostname === "api.openai.com";
}

function requireDescription(
  { written, path, endpoint }: Entry<WrittenDeployment>,
  known: KnownLanguageModel | undefined,
  reading: Reading,
) {
  const { price } = written;
  if (price && price.output === undefined) {
    reading.mistake(
      reading.places.ofValue([...path, "price"]),
      "price.output is missing: dollars for a million tokens",
    );
  }
  if (known) return;
  const missing = [
    ...(written.context_window_tokens === undefined ? ["context_window_tokens"] : []),
    ...(written.max_output_tokens === undefined ? ["max_output_tokens"] : []),
    ...(price === undefined && isPaid(endpoint) ? ["price"] : []),
    ...(written.capabilities === undefined ? ["capabilities"] : []),
  ];
  if (missing.length === 0) return;
  reading.mistake(
    reading.places.ofValue([...path, "model"]),
    `the platform does not know the model "${written.model}". Say its ${missing.join(", ")}, or correct the name`,
  );
}

function requireSurface(
  { written, path, endpoint }: Entry<WrittenDeployment>,
  known: KnownLanguageModel | undefined,
  reading: Reading,
) {
  const surface = written.api ?? known?.surfaces[0] ?? "chat_completions";
  const place = reading.places.ofValue([...path, written.api === undefined ? "model" : "api"]);
  if (known && !known.surfaces.includes(surface)) {
    reading.mistake(
      place,
      `${written.model} is not served through ${surface}. Write api: ${known.surfaces.join(" or ")}`,
    );
  } else if (surface === "responses" && endpoint.apiVersion !== undefined) {
    reading.mistake(
      place,
      "is asked through responses, which needs the v1 address. Take api_version from the endpoint",
    );
  }
}

function requireSizes(
  { written, path }: Entry<WrittenDeployment>,
  known: KnownLanguageModel | undefined,
  reading: Reading,
) {
  for (const key of ["context_window_tokens", "max_input_tokens", "max_output_tokens"] as const) {
    const most = {
      context_window_tokens: known?.contextWindowTokens,
      max_input_tokens: known?.maxInputTokens,
      max_output_tokens: known?.maxOutputTokens,
    }[key];
    const said = written[key];
    if (said === undefined || most === undefined || said <= most) continue;
    reading.mistake(reading.places.ofValue([...path, key]), `${written.model} has ${most} at most. Write that or less`);
  }
  const window = written.context_window_tokens ?? known?.contextWindowTokens;
  const output = written.max_output_tokens ?? known?.maxOutputTokens;
  if (written.max_output_tokens !== undefined && window !== undefined && output !== undefined && output >= window) {
    reading.mistake(
      reading.places.ofValue([...path, "max_output_tokens"]),
      "leaves no room for a prompt: it must be less than the context window",
    );
  }
}

function warnOfNothing({ written, path, endpoint }: Entry<WrittenDeployment>, reading: Reading) {
  const { price } = written;
  if (!price || price.input + (price.output ?? 0) > 0 || !isPaid(endpoint)) return;
  reading.warn(
    reading.places.ofValue([...path, "price"]),
    `${written.model} counts as free here although its provider sends a bill: budgets and reports will not see its cost.`,
  );
}

function capabilitiesOf(written: WrittenDeployment["capabilities"]): Partial<ModelCapabilities> | undefined {
  if (written === undefined) return undefined;
  const named = {
    streaming: written.streaming,
    tools: written.tools,
    parallelToolCalls: written.parallel_tool_calls,
    reasoning: written.reasoning,
    reasoningEfforts: written.reasoning_efforts,
    outputLimitParameter: written.output_limit_parameter,
    parameters: written.parameters,
    systemRole: written.system_role,
    streamUsage: written.stream_usage,
    promptCacheKey: written.prompt_cache_key,
    tokenizer: written.tokenizer,
  } satisfies { [Name in keyof ModelCapabilities]: ModelCapabilities[Name] | undefined };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}
