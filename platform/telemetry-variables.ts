import { choice, flag, share, text, url, withDefault } from "./environment-variable.ts";

const group = "Traces";

/** Where traces go, and what is in them. */
export const telemetryVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: url(["https", "http"], {
    group,
    defaultText: "nowhere",
    example: "http://localhost:4318",
    description: "Where traces are sent by OTLP over HTTP (protobuf); `/v1/traces` is added.",
  }),
  OTEL_EXPORTER_OTLP_HEADERS: text({
    group,
    example: "authorization=Bearer%20token",
    description: "Headers for that address: `name=value`, comma between, special characters percent-encoded.",
    secret: true,
  }),
  OTEL_SERVICE_NAME: withDefault(
    "enterprise-ai-platform",
    text({ group, description: "What the platform is called in traces." }),
  ),
  OTEL_TRACES_SAMPLER_ARG: withDefault(
    1,
    share({
      group,
      description: "Share of the traces that are made. A caller's `traceparent` can ask for less, not for more.",
    }),
  ),
  LANGFUSE_BASE_URL: url(["https", "http"], {
    group,
    defaultText: "nowhere",
    example: "https://cloud.langfuse.com",
    description: "A Langfuse server, version 3.22 or newer, that is told of each answer.",
  }),
  LANGFUSE_PUBLIC_KEY: text({ group, description: "Public key of the Langfuse project.", example: "pk-lf-" }),
  LANGFUSE_SECRET_KEY: text({ group, description: "Secret key of the Langfuse project.", secret: true }),
  LANGFUSE_INGESTION_VERSION: withDefault(
    "4",
    choice(["3", "4"], {
      group,
      description: "How Langfuse takes traces: `4` sends the header of version 4, `3` none.",
    }),
  ),
  TELEMETRY_CONTENT: withDefault(
    false,
    flag({
      group,
      description:
        "Lets questions, answers and passages leave in traces, with what looks like a key or password taken out. Off, only ids, codes, counts and names of models leave.",
    }),
  ),
  TELEMETRY_MASK_EMAILS: withDefault(
    true,
    flag({ group, description: "Takes e-mail addresses out of that content too." }),
  ),
};
