import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as util from "node:util";
import { requireFreePorts, requireFreeSpace, requireWritable } from "./machine.mjs";
import { root } from "./processes.mjs";
import { Refusal } from "./say.mjs";

/**
 * @typedef {object} Settings
 * @property {NodeJS.ProcessEnv} env
 * @property {string} apiAddress
 * @property {string} webHost
 * @property {string} webPort
 * @property {string} webOrigin
 * @property {string} dataDirectory
 * @property {string | undefined} logDirectory nothing: logs go to the terminal
 */

/**
 * Reads the few variables needed here, and checks what can be checked before anything that takes long.
 * What the variables mean is decided in `platform/`; the API refuses the wrong ones with a sentence.
 * @returns {Promise<Settings>}
 */
export async function readSettings() {
  const env = { ...readEnvFile(), ...process.env };
  const production = env.EAI_ENV === "production";
  const apiPort = env.API_PORT || "8000";
  const webPort = env.WEB_PORT || "3001";
  await requireFreePorts({ API_PORT: apiPort, WEB_PORT: webPort });
  const dataDirectory = resolve(root, env.EAI_DATA_DIR || ".eai");
  requireWritable(dataDirectory);
  requireFreeSpace(dataDirectory, 200, "the data directory");
  const apiHost = env.API_HOST && env.API_HOST !== "0.0.0.0" && env.API_HOST !== "::" ? env.API_HOST : "127.0.0.1";
  return {
    env,
    apiAddress: `http://${apiHost.includes(":") ? `[${apiHost}]` : apiHost}:${apiPort}`,
    webHost: env.WEB_HOST || (production ? "0.0.0.0" : "127.0.0.1"),
    webPort,
    webOrigin: env.WEB_ORIGIN || `http://localhost:${webPort}`,
    dataDirectory,
    logDirectory: production ? undefined : join(dataDirectory, "logs"),
  };
}

/** @returns {NodeJS.ProcessEnv} */
function readEnvFile() {
  const path = join(root, ".env");
  if (!existsSync(path)) return {};
  // Newer than Node 20.0, which may be what runs this.
  if (typeof util.parseEnv === "function") return util.parseEnv(readFileSync(path, "utf8"));
  throw new Refusal(
    `Reading .env needs Node 20.12 or newer, and yours is ${process.versions.node}. Install a newer one.`,
  );
}

/**
 * The web app is told what it needs and no secret: it talks to the API alone.
 * @param {Settings} settings
 * @returns {NodeJS.ProcessEnv}
 */
export function webEnvironment({ env, apiAddress, webHost, webPort, webOrigin }) {
  const kept = ["PATH", "HOME", "TMPDIR", "TEMP", "SystemRoot", "NODE_OPTIONS", "NODE_EXTRA_CA_CERTS", "EAI_ENV"];
  return {
    ...Object.fromEntries(kept.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: webPort,
    HOSTNAME: webHost,
    WEB_ORIGIN: webOrigin,
    API_URL: env.API_URL || apiAddress,
  };
}
