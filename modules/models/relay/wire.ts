import { isRecord } from "@eai/modules/kernel";
import type { TokenCounts } from "../price.ts";

// The parts of OpenAI's format that are looked at on the way through. Everything else is passed on unseen.

interface WireToolCall {
  function?: { name?: string | null; arguments?: string | null };
}

interface WireDelta {
  content?: string | null;
  refusal?: string | null;
  /** Not OpenAI's: how DeepSeek, vLLM and others send what a model thinks. */
  reasoning_content?: string | null;
  tool_calls?: readonly WireToolCall[] | null;
}

export interface ChatChunk {
  model?: unknown;
  usage?: unknown;
  choices: readonly { delta?: WireDelta | null; finish_reason?: unknown }[];
}

export interface ChatCompletion {
  model?: unknown;
  usage?: unknown;
  choices: readonly { message?: WireDelta | null; finish_reason?: unknown }[];
}

/** False for error events and for what is no chunk at all. */
export function isChatChunk(value: unknown): value is ChatChunk {
  if (!isRecord(value) || value.error || !Array.isArray(value.choices)) return false;
  return value.choices.every((choice) => isRecord(choice) && isDelta(choice.delta));
}

export function isChatCompletion(value: unknown): value is ChatCompletion {
  if (!isRecord(value) || value.error || !Array.isArray(value.choices) || value.choices.length === 0) return false;
  return value.choices.every((choice) => isRecord(choice) && isDelta(choice.message));
}

function isDelta(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (!isRecord(value)) return false;
  const texts = [value.content, value.refusal, value.reasoning_content];
  if (!texts.every((text) => text === undefined || text === null || typeof text === "string")) return false;
  const { tool_calls: calls } = value;
  return calls === undefined || calls === null || (Array.isArray(calls) && calls.every(isToolCall));
}

function isToolCall(value: unknown): boolean {
  return isRecord(value) && (value.function === undefined || isRecord(value.function));
}

/** @returns undefined for what has no figures */
export function usageOf(usage: unknown): TokenCounts | undefined {
  if (!isRecord(usage) || !isCount(usage.prompt_tokens)) return undefined;
  const promptTokens = usage.prompt_tokens;
  // Embeddings have no completion.
  const completionTokens = isCount(usage.completion_tokens) ? usage.completion_tokens : 0;
  return {
    promptTokens,
    cachedTokens: Math.min(detail(usage.prompt_tokens_details, "cached_tokens"), promptTokens),
    completionTokens,
    reasoningTokens: Math.min(detail(usage.completion_tokens_details, "reasoning_tokens"), completionTokens),
  };
}

function detail(details: unknown, name: string): number {
  const value = isRecord(details) ? details[name] : undefined;
  return isCount(value) ? value : 0;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
