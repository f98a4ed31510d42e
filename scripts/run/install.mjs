import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { requireFreeSpace } from "./machine.mjs";
import { root, runQuietly } from "./processes.mjs";
import { Refusal, step } from "./say.mjs";

const stampPath = join(root, "node_modules", ".eai-stamp");
const leastNode = 24;

/**
 * Installs the packages of the lock file, when they are not the ones that are there.
 * @returns {Promise<string>} path of the Node that runs the platform
 */
export async function prepareNode() {
  if (!isInstalled()) await withInstallLock(install);
  return findNode();
}

function isInstalled() {
  return existsSync(stampPath) && readFileSync(stampPath, "utf8") === stamp();
}

function stamp() {
  const lock = readFileSync(join(root, "package-lock.json"));
  return createHash("sha256").update(lock).update(`${process.platform} ${process.arch}`).digest("hex");
}

async function install() {
  // Another run may have installed while this one waited.
  if (isInstalled()) return;
  requireFreeSpace(root, 2000, "installing the packages");
  rmSync(stampPath, { force: true });
  const [program, ...first] = npmCommand();
  const parameters = [...first, "ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  await step("Installing packages (the first time about a minute)", async () => {
    const { code, output } = await runQuietly(program, parameters);
    if (code === 0) return;
    const lines = output.trimEnd().split("\n").slice(-25).join("\n");
    const advice = /ENOSPC/.test(output)
      ? "The disk is full. Make room and start again."
      : /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN/.test(output)
        ? "npm cannot reach its registry. Check the network (or HTTPS_PROXY) and start again."
        : "Mend what npm says above and start again.";
    throw new Refusal(`${lines}\n\nThe packages could not be installed. ${advice}`);
  });
  writeFileSync(stampPath, stamp());
}

/** @returns {[string, ...string[]]} npm as it was called, else the one on the path */
function npmCommand() {
  const path = process.env.npm_execpath;
  if (path && /^npm-cli\.[cm]?js$/.test(basename(path))) return [process.execPath, path];
  return process.platform === "win32" ? ["cmd", "/c", "npm"] : ["npm"];
}

/**
 * Two runs at the same time (`npm start` and `npm test`) must not install over each other.
 * @param {() => Promise<void>} work
 */
async function withInstallLock(work) {
  const path = join(tmpdir(), `eai-install-${createHash("sha256").update(root).digest("hex").slice(0, 12)}`);
  const ownerPath = join(path, "pid");
  if (!takeLock(path)) {
    await step("Waiting for another run that installs packages", async () => {
      while (!takeLock(path)) {
        if (!isAlive(ownerPath)) rmSync(path, { recursive: true, force: true });
        else await new Promise((resolve) => setTimeout(resolve, 300));
      }
    });
  }
  writeFileSync(ownerPath, String(process.pid));
  try {
    await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

/** @param {string} path */
function takeLock(path) {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** @param {string} ownerPath */
function isAlive(ownerPath) {
  try {
    process.kill(Number(readFileSync(ownerPath, "utf8")), 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** The Node that came with the packages, else the one that runs this, when it is new enough. */
function findNode() {
  const names = [`node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`];
  for (const name of names) {
    const path = join(root, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
    if (existsSync(path) && runs(path)) return path;
  }
  if (Number(process.versions.node.split(".")[0]) >= leastNode) return process.execPath;
  throw new Refusal(
    `There is no packaged Node ${leastNode} for ${process.platform} ${process.arch}, and yours is ${process.versions.node}. ` +
      `Install Node ${leastNode} or newer from https://nodejs.org and start again.`,
  );
}

/** @param {string} path */
function runs(path) {
  try {
    execFileSync(path, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    // Built for another C library, such as on Alpine Linux.
    return false;
  }
}
