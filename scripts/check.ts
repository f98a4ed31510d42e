import { spawn } from "node:child_process";

interface Check {
  name: string;
  parameters: readonly string[];
}

const modules = "node_modules";
const fixing = process.argv.includes("--fix");
const checks: readonly Check[] = [
  {
    name: "format and lint",
    parameters: [`${modules}/@biomejs/biome/bin/biome`, "check", ...(fixing ? ["--write"] : [])],
  },
  { name: "types", parameters: [`${modules}/typescript/bin/tsc`, "-p", "."] },
  { name: "types of the web app", parameters: [`${modules}/typescript/bin/tsc`, "-p", "apps/web", "--noEmit"] },
  { name: "unused code", parameters: [`${modules}/knip/bin/knip.js`] },
  { name: "import direction", parameters: ["scripts/check-imports.ts"] },
  { name: "environment variables", parameters: ["scripts/env.ts", "check"] },
  { name: "documentation", parameters: ["scripts/check-docs.ts"] },
];

const since = Date.now();
const results = await Promise.all(checks.map(runCheck));
const failed = results.filter((passed) => !passed).length;
console.log(`\n${results.length - failed} checks passed, ${failed} failed in ${seconds(since)}`);
process.exitCode = failed > 0 ? 1 : 0;

/** Runs one check, and tells in one line how it went; what it printed is shown when it failed. */
async function runCheck({ name, parameters }: Check): Promise<boolean> {
  const started = Date.now();
  const child = spawn(process.execPath, parameters, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (data) => (output += data));
  child.stderr.on("data", (data) => (output += data));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  console.log(`${code === 0 ? "✓" : "✗"} ${name} (${seconds(started)})${code === 0 ? "" : `\n${output.trimEnd()}\n`}`);
  return code === 0;
}

function seconds(from: number): string {
  return `${((Date.now() - from) / 1000).toFixed(1)} s`;
}
