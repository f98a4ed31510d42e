import type { ConfigurationMistake } from "./configuration-error.ts";
import type { Environment } from "./environment.ts";

/** Where traces go. Nothing is made, and no connection opened, while there is no receiver. */
export interface TelemetryConfig {
  serviceName: string;
  /** Share of the traces that are made, 0 to 1. */
  sampleRatio: number;
  /** Questions, answers and passages leave too, masked. */
  content: boolean;
  maskEmails: boolean;
  /** Its headers are `Secrets.otlpHeaders`. */
  otlp: { url: string } | null;
  /** Its secret key is `Secrets.langfuseSecretKey`. */
  langfuse: { url: string; publicKey: string; ingestionVersion: "3" | "4" } | null;
}

/** Decides on telemetry, and says what is missing or cannot be read. */
export function decideTelemetry(values: Environment): { config: TelemetryConfig; mistakes: ConfigurationMistake[] } {
  const endpoint = values.OTEL_EXPORTER_OTLP_ENDPOINT;
  const { LANGFUSE_BASE_URL: base, LANGFUSE_PUBLIC_KEY: publicKey } = values;
  return {
    config: {
      serviceName: values.OTEL_SERVICE_NAME,
      sampleRatio: values.OTEL_TRACES_SAMPLER_ARG,
      content: values.TELEMETRY_CONTENT,
      maskEmails: values.TELEMETRY_MASK_EMAILS,
      otlp: endpoint ? { url: `${endpoint}/v1/traces` } : null,
      langfuse:
        base && publicKey
          ? {
              url: `${base}/api/public/otel/v1/traces`,
              publicKey,
              ingestionVersion: values.LANGFUSE_INGESTION_VERSION,
            }
          : null,
    },
    mistakes: [...langfuseMistakes(values), ...headerMistakes(values)],
  };
}

/**
 * Headers as OpenTelemetry writes them: `name=value`, with commas between and percent signs for what is special.
 * @throws URIError for a percent sign without its digits
 */
export function readOtlpHeaders(written: string | undefined): Record<string, string> {
  const entries = (written ?? "").split(",").filter((entry) => entry.trim() !== "");
  return Object.fromEntries(
    entries.map((entry) => {
      const [name = "", ...value] = entry.split("=");
      return [name.trim().toLowerCase(), decodeURIComponent(value.join("=").trim())];
    }),
  );
}

function langfuseMistakes(values: Environment): ConfigurationMistake[] {
  const names = ["LANGFUSE_BASE_URL", "LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY"] as const;
  const missing = names.filter((name) => !values[name]);
  if (missing.length === 0 || missing.length === names.length) return [];
  return missing.map((variable) => ({
    variable,
    advice: "is needed for Langfuse, together with the other two of its address and its keys",
  }));
}

function headerMistakes(values: Environment): ConfigurationMistake[] {
  try {
    const headers = readOtlpHeaders(values.OTEL_EXPORTER_OTLP_HEADERS);
    new Headers(headers);
    return [];
  } catch {
    const advice = "cannot be read. Write name=value, with commas between, and percent signs for special characters";
    return [{ variable: "OTEL_EXPORTER_OTLP_HEADERS", advice }];
  }
}
