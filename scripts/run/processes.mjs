import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Refusal } from "./say.mjs";

/** The root of the repository, without a slash at the end. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

const onWindows = process.platform === "win32";
const graceSeconds = 30;

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
let stopping = false;

/** True once the children were asked to stop: that they end is then no news. */
export function isStopping() {
  return stopping;
}

/**
 * Starts a child in a process group of its own: Ctrl-C then reaches it through us alone, once, and nothing it started
 * can be left behind.
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {{ env?: NodeJS.ProcessEnv, stdio?: import("node:child_process").StdioOptions }} options
 */
export function launch(program, parameters, { env = process.env, stdio = "inherit" } = {}) {
  const child = spawn(program, parameters, { cwd: root, env, stdio, detached: !onWindows, windowsHide: true });
  running.add(child);
  child.once("exit", () => {
    signalGroup(child, "SIGKILL");
    running.delete(child);
  });
  child.once("error", () => running.delete(child));
  return child;
}

/**
 * Runs a program to its end and keeps what it printed.
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runQuietly(program, parameters, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = launch(program, parameters, { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (/** @type {Buffer} */ data) => {
      output = (output + data).slice(-200_000);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    child.once("error", (error) => reject(new Refusal(`${program} cannot be started: ${error.message}`)));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs a program to its end on the terminal.
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} exit code
 */
export function runAloud(program, parameters, env = process.env) {
  return new Promise((resolve) => {
    const child = launch(program, parameters, { env });
    child.once("error", () => resolve(1));
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/** Asks every child to stop, and after 30 seconds no longer asks. */
export async function stopEverything() {
  stopping = true;
  const children = [...running];
  const ends = children.map((child) => new Promise((resolve) => child.once("exit", resolve)));
  for (const child of children) child.kill("SIGTERM");
  const deadline = setTimeout(() => {
    for (const child of running) signalGroup(child, "SIGKILL");
  }, graceSeconds * 1000);
  await Promise.all(ends);
  clearTimeout(deadline);
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (onWindows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The whole group is gone already.
  }
}

/**
 * Calls back once when the process that started us is gone. npm starts a shell that starts us: when npm is killed,
 * the shell may live on, waiting for us, so its parent is watched too.
 * @param {() => void} onGone
 */
export function watchParent(onGone) {
  if (onWindows) return;
  const parent = process.ppid;
  const npm = isShellOfNpm(parent) ? parentOf(parent) : undefined;
  const timer = setInterval(() => {
    const gone = process.ppid !== parent || (npm !== undefined && parentOf(parent) !== npm);
    if (!gone) return;
    clearInterval(timer);
    onGone();
  }, 500);
  timer.unref();
}

/** @param {number} pid */
function isShellOfNpm(pid) {
  if (!process.env.npm_lifecycle_event) return false;
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[1] === "-c";
    return / -c /.test(execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }));
  } catch {
    return false;
  }
}

/** @param {number} pid */
function parentOf(pid) {
  try {
    if (process.platform !== "linux") {
      return Number(execFileSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" }));
    }
    // "pid (name) state ppid …"; the name may hold blanks and brackets.
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1]);
  } catch {
    return undefined;
  }
}
