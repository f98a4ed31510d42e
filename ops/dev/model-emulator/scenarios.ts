import { z } from "zod";

/** What a scenario applies to; what is left out does not matter. */
const matchSchema = z.strictObject({
  endpoint: z.enum(["chat", "responses", "embeddings", "rerank"]).optional(),
  deployment: z.string().optional(),
  region: z.string().optional(),
  /** A part of any message or input. */
  promptIncludes: z.string().optional(),
});

const failureSchema = z.strictObject({
  status: z.int().min(400).max(599),
  code: z.string().optional(),
  message: z.string().optional(),
  /** Left out with 429: no header, as it also happens. */
  retryAfterSeconds: z.number().optional(),
  retryAfterMs: z.number().optional(),
  headers: z.record(z.string(), z.string()).optional(),
});

/** So many requests in a window that begins with the first of them; what is beyond is a 429 that names its end. */
const quotaSchema = z.strictObject({
  requests: z.int().positive(),
  windowMs: z.int().positive(),
});

/** How the emulator treats the requests it matches; each field is one deviation from an ordinary answer. */
export const scenarioSchema = z.strictObject({
  match: matchSchema.optional(),
  /** Applies to so many requests; left out: to all. */
  times: z.int().positive().optional(),

  fail: failureSchema.optional(),
  quota: quotaSchema.optional(),
  /** The content filter refuses the prompt: HTTP 400. */
  promptFiltered: z.boolean().optional(),

  /** The exact text to answer. */
  reply: z.string().optional(),
  /** Calls these tools instead, while the prompt has no result of a tool. Chat completions only. */
  toolCalls: z.array(z.strictObject({ name: z.string(), arguments: z.string() })).optional(),
  /** The model declines: `reply` comes as a refusal, where a client that looks at `content` alone sees nothing. */
  refuses: z.boolean().optional(),
  finishReason: z.enum(["stop", "length", "content_filter"]).optional(),
  /** The content filter stops the answer half-way. */
  completionFiltered: z.boolean().optional(),
  /** Asynchronous filter: chunks with annotations and no delta, also after the finish. */
  annotations: z.boolean().optional(),
  omitUsage: z.boolean().optional(),
  /** Says that the call used nothing. */
  zeroUsage: z.boolean().optional(),
  cachedTokens: z.int().nonnegative().optional(),
  reasoningTokens: z.int().nonnegative().optional(),

  firstTokenDelayMs: z.number().nonnegative().optional(),
  /** 0: as fast as it goes. */
  tokensPerSecond: z.number().nonnegative().optional(),
  /** Goes silent after so many tokens and keeps the connection open. */
  stallAfterTokens: z.int().nonnegative().optional(),
  /** Drops the connection. */
  cutAfterTokens: z.int().nonnegative().optional(),
  /** Ends the response properly, but without finish reason, usage and [DONE]. */
  endAfterTokens: z.int().nonnegative().optional(),
  /** Sends an error event in the middle of the stream. */
  errorAfterTokens: z.int().nonnegative().optional(),
  /** Sends a chunk that is not JSON. */
  garbleAfterTokens: z.int().nonnegative().optional(),
  /** Ends the response in the middle of a character. */
  halfCharacterAfterTokens: z.int().nonnegative().optional(),
  /** Drops the connection before anything is answered. */
  drop: z.boolean().optional(),
  /** Sends streams in pieces of so many bytes, whatever they cut through. */
  bytesPerWrite: z.int().positive().optional(),

  /** Waits at this point until released. */
  hold: z.enum(["response", "first_token", "mid_stream", "usage"]).optional(),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type EndpointName = NonNullable<NonNullable<Scenario["match"]>["endpoint"]>;

export interface RequestFacts {
  endpoint: EndpointName;
  deployment: string;
  region: string;
  promptText: string;
}

export interface Scenarios {
  add(...scenarios: Scenario[]): void;
  /** The first added that matches and is not used up; counts as used. An empty scenario when there is none. */
  take(facts: RequestFacts): Scenario;
  clear(): void;
}

export function createScenarios(): Scenarios {
  let entries: { scenario: Scenario; left: number; window?: { until: number; used: number } }[] = [];
  return {
    add(...scenarios) {
      for (const scenario of scenarios) entries.push({ scenario, left: scenario.times ?? Number.POSITIVE_INFINITY });
    },
    take(facts) {
      const entry = entries.find(({ scenario, left }) => left > 0 && matches(scenario, facts));
      if (!entry) return {};
      entry.left -= 1;
      const { quota } = entry.scenario;
      if (!quota) return entry.scenario;
      const now = performance.now();
      if (!entry.window || entry.window.until <= now) entry.window = { until: now + quota.windowMs, used: 0 };
      entry.window.used += 1;
      if (entry.window.used <= quota.requests) return entry.scenario;
      return { fail: { status: 429, retryAfterMs: Math.ceil(entry.window.until - now) } };
    },
    clear() {
      entries = [];
    },
  };
}

function matches({ match = {} }: Scenario, facts: RequestFacts): boolean {
  return (
    (match.endpoint === undefined || match.endpoint === facts.endpoint) &&
    (match.deployment === undefined || match.deployment === facts.deployment) &&
    (match.region === undefined || match.region === facts.region) &&
    (match.promptIncludes === undefined || facts.promptText.includes(match.promptIncludes))
  );
}
