import { join } from "node:path";
import { prepareNode } from "./install.mjs";
import { isStopping, root, runAloud, stopEverything, watchParent } from "./processes.mjs";
import { Refusal } from "./say.mjs";
import { develop, start } from "./start.mjs";
import { test, testReal } from "./test.mjs";

const commands = { start, dev: develop, test, "test:real": testReal };

/**
 * @param {string[]} parameters a command, or the path of a script to run under the platform's own Node
 */
export async function main([command = "start", ...rest]) {
  process.chdir(root);
  // Every process after the first starts in two thirds of the time.
  process.env.NODE_COMPILE_CACHE ??= join(root, "node_modules", ".cache", "eai", "compiled");
  // A person who stops the platform has what they wanted; stopped tests have not passed.
  const stoppedCode = command === "start" || command === "dev" ? 0 : 1;
  stopOnRequest(stoppedCode);
  try {
    process.exitCode = await run(command, rest);
    // `stopOnRequest` ends the process.
    if (isStopping()) return;
  } catch (error) {
    if (isStopping()) return;
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  }
  await stopEverything();
  process.exit();
}

/**
 * @param {string} command
 * @param {string[]} parameters
 * @returns {Promise<number>} exit code
 */
async function run(command, parameters) {
  if (command in commands) return commands[/** @type {keyof typeof commands} */ (command)](parameters);
  if (/\.(ts|mjs|cjs|js)$/.test(command)) return runAloud(await prepareNode(), [command, ...parameters]);
  throw new Refusal(`"${command}" is not a command. There are: ${Object.keys(commands).join(", ")}.`);
}

/** @param {number} code */
function stopOnRequest(code) {
  const stop = async () => {
    if (isStopping()) return;
    await stopEverything();
    process.exit(code);
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, stop);
  watchParent(stop);
}
