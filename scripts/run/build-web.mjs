import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, relative, sep } from "node:path";
import { requireFreeSpace } from "./machine.mjs";
import { root, runQuietly } from "./processes.mjs";
import { Refusal, step } from "./say.mjs";

const web = join(root, "apps", "web");
const stampPath = join(web, ".next", "eai-stamp");
const made = new Set([".next", "node_modules", "pdfjs", "next-env.d.ts"]);

/** The server that the build leaves. */
export const webServerPath = join(web, ".next", "standalone", "apps", "web", "server.js");

/**
 * Builds the web app, when it was not built from these very sources.
 * @param {string} node path of the Node that builds
 */
export async function buildWeb(node) {
  const sources = sourcesHash();
  if (existsSync(webServerPath) && existsSync(stampPath) && readFileSync(stampPath, "utf8") === sources) return;
  requireFreeSpace(web, 500, "building the web app");
  rmSync(stampPath, { force: true });
  await step("Building the web app (after a change of it, about half a minute)", () => build(node));
  writeFileSync(stampPath, sources);
}

/** @param {string} node */
async function build(node) {
  const { scripts } = JSON.parse(readFileSync(join(web, "package.json"), "utf8"));
  if (typeof scripts?.build !== "string") throw new Refusal("apps/web/package.json has no build script.");
  const path = [dirname(node), join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH: path, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const npm = process.platform === "win32" ? ["cmd", "/c", "npm"] : ["npm"];
  const [program = "npm", ...first] = npm;
  const { code, output } = await runQuietly(program, [...first, "run", "build", "--workspace", "apps/web"], env);
  if (code === 0 && existsSync(webServerPath)) return;
  const lines = output.trimEnd().split("\n").slice(-40).join("\n");
  const advice = /ENOSPC/.test(output) ? "The disk is full. Make room and start again." : "Its last lines are above.";
  throw new Refusal(`${lines}\n\nThe web app could not be built. ${advice}`);
}

/** What the build depends on: its own sources, the contract and the locked packages. */
function sourcesHash() {
  const files = [
    ...filesBelow(web).filter((path) => !/\.(test|spec)\.tsx?$|\.tsbuildinfo$/.test(path)),
    ...filesBelow(join(root, "contract")).filter((path) => !path.endsWith(".test.ts")),
    join(root, "package-lock.json"),
  ];
  const hash = createHash("sha256");
  for (const path of files.sort()) {
    hash.update(relative(root, path).split(sep).join("/")).update("\0").update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

/**
 * @param {string} directory
 * @returns {string[]}
 */
function filesBelow(directory) {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => !made.has(entry.name))
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}
