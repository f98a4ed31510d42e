import { buildWeb } from "./build-web.mjs";
import { prepareNode } from "./install.mjs";
import { startPart } from "./part.mjs";
import { runQuietly } from "./processes.mjs";
import { Refusal, say, secondsSince, step } from "./say.mjs";
import { readSettings, webEnvironment } from "./settings.mjs";

/** @typedef {import("./settings.mjs").Settings} Settings */
/** @typedef {import("./part.mjs").Part} Part */

const readyTimeoutSeconds = 180;
const apiProgram = ["apps/main.ts", "--roles=api,worker"];

/** Starts API, worker and web app, and stays until one of them ends. */
export async function start() {
  const since = Date.now();
  const settings = await readSettings();
  const node = await prepareNode();
  const api = startPart("api", node, apiProgram, settings.env, settings);
  const web = buildWeb(node).then(() =>
    startPart("web", node, ["scripts/web-server.mjs"], webEnvironment(settings), settings),
  );
  return await supervise(settings, since, api, web);
}

/** The same for someone who changes it: everything restarts or reloads on a change, and logs go to the terminal. */
export async function develop() {
  const since = Date.now();
  const settings = { ...(await readSettings()), logDirectory: undefined };
  const node = await prepareNode();
  // What the build puts beside the pages: without it documents do not open.
  await runQuietly(node, ["apps/web/scripts/copy-pdf-assets.mjs"]);
  const api = startPart("api", node, ["--watch", "--watch-preserve-output", ...apiProgram], settings.env, settings);
  const next = ["node_modules/next/dist/bin/next", "dev", "apps/web", "-H", settings.webHost, "-p", settings.webPort];
  const web = startPart("web", node, next, { ...webEnvironment(settings), NODE_ENV: "development" }, settings);
  return await supervise(settings, since, api, Promise.resolve(web));
}

/**
 * Waits until both parts answer, says so, and stays until one ends; nobody serves half a platform.
 * @param {Settings} settings
 * @param {number} since
 * @param {Part} api
 * @param {Promise<Part>} web
 * @returns {Promise<number>} never 0: a stop that was asked for does not come this way
 */
async function supervise(settings, since, api, web) {
  const webEnded = web.then((part) => part.ended);
  const ended = Promise.race([api.ended, webEnded]).then((reason) => {
    throw new Refusal(reason);
  });
  const ready = Promise.all([
    waitForAnswer(`${settings.apiAddress}/health/ready`, (status) => status === 200),
    web.then(() => waitForAnswer(webAddress(settings), (status) => status < 500)),
  ]);
  await Promise.race([ended, web]);
  await Promise.race([ended, step("Starting", () => Promise.race([ready, ended]))]);
  await Promise.race([ended, showBanner(settings, since)]);
  return await ended;
}

/** @param {Settings} settings */
function webAddress({ webHost, webPort }) {
  return `http://${webHost === "0.0.0.0" || webHost === "::" ? "127.0.0.1" : webHost}:${webPort}/`;
}

/**
 * @param {string} url
 * @param {(status: number) => boolean} isReady
 */
async function waitForAnswer(url, isReady) {
  const deadline = Date.now() + readyTimeoutSeconds * 1000;
  let last = "no answer";
  while (Date.now() < deadline) {
    try {
      const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(15_000) });
      if (isReady(response.status)) return;
      last = `${response.status} ${await response.text()}`.slice(0, 500);
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Refusal(`${url} was not ready after ${readyTimeoutSeconds} seconds: ${last}`);
}

/**
 * @param {Settings} settings
 * @param {number} since
 */
async function showBanner({ apiAddress, webOrigin, dataDirectory, logDirectory }, since) {
  const response = await fetch(`${apiAddress}/api/v1/system`);
  /** @type {{ language_model: string, search: string, first_run: boolean }} */
  const system = JSON.parse(await response.text());
  const quoting = system.language_model === "quote";
  const lines = [
    ["Open", webOrigin],
    ...(system.first_run ? [["First run", "the first account you create becomes the administrator"]] : []),
    ["Model", quoting ? "none configured: answers quote your documents (docs/setup/models.md)" : "configured"],
    ["Search", system.search === "hybrid" ? "by meaning and by words" : "by words (no embedding model configured)"],
    ["Data", dataDirectory],
    ...(logDirectory ? [["Logs", logDirectory]] : []),
  ];
  say(`\n  The Enterprise AI Platform is ready (${secondsSince(since)}).\n`);
  for (const [name = "", value] of lines) say(`    ${name.padEnd(11)}${value}`);
  say("\n  Stop it with Ctrl-C.\n");
}
