import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { SendOutcome } from "./span-queue.ts";

export interface SpanReceiver {
  /** Full address, mostly ending in `/v1/traces`. */
  url: string;
  headers: Readonly<Record<string, string>>;
  timeoutMs: number;
}

/**
 * Posts spans as OTLP protobuf. Not the exporter of OpenTelemetry: that one reads headers from the environment and
 * would send those meant for one receiver to the other too.
 */
export async function sendSpans(
  { url, headers, timeoutMs }: SpanReceiver,
  spans: readonly ReadableSpan[],
  signal: AbortSignal,
): Promise<SendOutcome> {
  const bytes = ProtobufTraceSerializer.serializeRequest([...spans]);
  if (bytes === undefined) return "refused";
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headers, "content-type": "application/x-protobuf" },
      body: bytes as Uint8Array<ArrayBuffer>,
      // The headers hold keys, which belong to this address alone.
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    // The body says nothing that matters, and may have no end.
    await response.body?.cancel();
    if (response.ok) return "sent";
    return response.status === 429 || response.status >= 500 ? "again" : "refused";
  } catch {
    return "again";
  }
}
