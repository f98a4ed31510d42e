import { existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./processes.mjs";

/**
 * @typedef {object} Part
 * @property {Promise<string>} ended gives why, with the last lines it wrote, once it has
 */

/**
 * Starts one of the processes the platform is made of.
 * @param {string} name
 * @param {string} node
 * @param {readonly string[]} parameters
 * @param {NodeJS.ProcessEnv} env
 * @param {{ logDirectory: string | undefined }} settings
 * @returns {Part}
 */
export function startPart(name, node, parameters, env, { logDirectory }) {
  const log = logDirectory === undefined ? undefined : openLog(logDirectory, name);
  const output = log === undefined ? "inherit" : log.descriptor;
  // The channel is how a part notices that this process is gone.
  const child = launch(node, parameters, { env, stdio: ["ignore", output, output, "ipc"] });
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(`The ${name} could not be started: ${error.message}`));
    child.once("exit", (code, signal) => {
      const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      resolve(`${log ? `${lastLines(log)}\n\n` : ""}The ${name} ${how}${log ? `; its log is ${log.path}` : ""}.`);
    });
  });
  return { ended };
}

/**
 * @param {string} directory
 * @param {string} name
 */
function openLog(directory, name) {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `${name}.log`);
  const size = existsSync(path) ? statSync(path).size : 0;
  if (size > 20_000_000) renameSync(path, `${path}.previous`);
  return { path, descriptor: openSync(path, "a", 0o600), offset: size > 20_000_000 ? 0 : size };
}

/**
 * What was written since the start, the end of it; log lines in JSON are shown as sentences.
 * @param {{ path: string, offset: number }} log
 */
function lastLines({ path, offset }) {
  const lines = readFileSync(path).subarray(offset).toString("utf8").trimEnd().split("\n").slice(-20);
  return lines.map(asSentence).join("\n");
}

/** @param {string} line */
function asSentence(line) {
  try {
    const entry = JSON.parse(line);
    return typeof entry.message === "string" ? `[${entry.level}] ${entry.message}` : line;
  } catch {
    return line;
  }
}
