import type { Config } from "./config.ts";
import type { ConfigurationMistake } from "./configuration-error.ts";
import type { Environment } from "./environment.ts";
import { isLoopback } from "./loopback.ts";

const leastSecretLength = 32;

/** What is fit for development only and makes production refuse to start. */
export function productionMistakes(values: Environment, config: Config): ConfigurationMistake[] {
  const mistakes: ConfigurationMistake[] = [];
  const refuse = (variable: string, advice: string) => mistakes.push({ variable, advice });

  const secret = secretWeakness(values.EAI_SECRET);
  if (secret) refuse("EAI_SECRET", `${secret} Production needs a secret of its own: openssl rand -base64 32`);
  if (config.signIn.devBypass) {
    refuse("EAI_DEV_BYPASS", "lets anyone on this machine act as an administrator. Remove it, or set it to false");
  }
  if (config.database.kind === "embedded" && !values.EAI_ALLOW_EMBEDDED) {
    refuse(
      "DATABASE_URL",
      "is not set, and the embedded database does not survive a power cut. Set it to a PostgreSQL server, or accept the risk with EAI_ALLOW_EMBEDDED=true",
    );
  }
  if (config.api.corsOrigins.includes("*")) {
    refuse("CORS_ALLOWED_ORIGINS", "* would let every web page in the world call the API. List the origins you mean");
  }
  const origin = new URL(config.web.origin);
  if (origin.protocol === "http:" && !isLoopback(origin.hostname)) {
    refuse("WEB_ORIGIN", "passwords and cookies would travel in the clear. Serve the web app over https");
  }
  return mistakes;
}

function secretWeakness(secret: string | undefined): string | undefined {
  if (!secret) return "is missing.";
  if (secret.length < leastSecretLength) return `is shorter than ${leastSecretLength} characters.`;
  const looksLikeSample = /change|replace|example|sample|secret|password|your|placeholder|default/i.test(secret);
  if (looksLikeSample || new Set(secret).size < 10) return "looks like a sample, not like a random value.";
  return undefined;
}
