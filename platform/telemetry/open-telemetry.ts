import { traceWith } from "@eai/modules/kernel";
import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  ParentBasedSampler,
  type ReadableSpan,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { Counter, type Registry } from "prom-client";
import type { Secrets } from "../secrets.ts";
import type { TelemetryConfig } from "../telemetry-config.ts";
import { maskSpan } from "./mask-span.ts";
import { sendSpans } from "./send-spans.ts";
import { isForLangfuse, shapeForLangfuse, shapeForOtlp } from "./shape-span.ts";
import { createSpanQueue } from "./span-queue.ts";

export interface Telemetry {
  /** Spans are made and sent somewhere. */
  readonly tracing: boolean;
  /** Sends what waits, two seconds at most, and ends tracing. */
  end(): Promise<void>;
}

export interface TelemetryInput {
  config: TelemetryConfig;
  secrets: Pick<Secrets, "otlpHeaders" | "langfuseSecretKey">;
  registry: Registry;
  environment: string;
  version: string;
}

/** How long one batch may take to be sent. */
const timeoutMs = 10_000;

/** Begins tracing where an exporter is configured. One for each process, because so is the place of what runs. */
export function openTelemetry(input: TelemetryInput): Telemetry {
  const processors = exportersOf(input);
  if (processors.length === 0) return { tracing: false, end: async () => {} };
  const { config, environment, version } = input;
  const ratio = new TraceIdRatioBasedSampler(config.sampleRatio);
  const provider = new TracerProvider({
    // Only what stands here: the detectors of OpenTelemetry would tell names of hosts, people and paths.
    resource: resourceFromAttributes({
      "service.name": config.serviceName,
      "service.version": version,
      "deployment.environment.name": environment,
    }),
    // A caller may ask for less than is sampled here, never for more.
    sampler: new ParentBasedSampler({
      root: ratio,
      remoteParentSampled: ratio,
      remoteParentNotSampled: new AlwaysOffSampler(),
    }),
    spanProcessors: processors,
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  traceWith({ tracer: provider.getTracer("eai", version), content: config.content });
  return {
    tracing: true,
    async end() {
      traceWith(null);
      await provider.shutdown();
      context.disable();
    },
  };
}

function exportersOf({ config, secrets, registry, environment, version }: TelemetryInput): SpanProcessor[] {
  const { otlp, langfuse } = config;
  const counters = createCounters(registry);
  // Masked here, on the way to whoever it is: no exporter ever sees a span as it was made.
  const queue = (
    exporter: string,
    receiver: { url: string; headers: Readonly<Record<string, string>> },
    shape: (span: ReadableSpan) => ReadableSpan,
    takes: (span: ReadableSpan) => boolean,
  ) =>
    createSpanQueue({
      takes,
      send: (spans, signal) =>
        sendSpans(
          { ...receiver, timeoutMs },
          spans.map((span) => shape(maskSpan(span, masking))),
          signal,
        ),
      noteExported: (count) => counters.exported.inc({ exporter }, count),
      noteDropped: (count) => counters.dropped.inc({ exporter }, count),
    });
  const masking = { content: config.content, emails: config.maskEmails };
  return [
    ...(otlp ? [queue("otlp", { url: otlp.url, headers: secrets.otlpHeaders }, shapeForOtlp, () => true)] : []),
    ...(langfuse
      ? [
          queue(
            "langfuse",
            { url: langfuse.url, headers: langfuseHeaders(langfuse, secrets.langfuseSecretKey ?? "") },
            (span) => shapeForLangfuse(span, { environment, release: version }),
            isForLangfuse,
          ),
        ]
      : []),
  ];
}

function langfuseHeaders(
  { publicKey, ingestionVersion }: NonNullable<TelemetryConfig["langfuse"]>,
  secretKey: string,
): Record<string, string> {
  const credentials = Buffer.from(`${publicKey}:${secretKey}`).toString("base64");
  return {
    authorization: `Basic ${credentials}`,
    // Version 3 knows no such header.
    ...(ingestionVersion === "4" && { "x-langfuse-ingestion-version": "4" }),
  };
}

function createCounters(registry: Registry) {
  const registers = [registry];
  return {
    exported: new Counter({
      name: "eai_telemetry_exported_total",
      help: "Spans that a receiver took",
      labelNames: ["exporter"],
      registers,
    }),
    dropped: new Counter({
      name: "eai_telemetry_dropped_total",
      help: "Spans that were not sent: the receiver was down, slow or refused them",
      labelNames: ["exporter"],
      registers,
    }),
  };
}
