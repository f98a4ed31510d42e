import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { buildWeb } from "./build-web.mjs";
import { findChromium } from "./find-chromium.mjs";
import { prepareNode } from "./install.mjs";
import { root, runAloud } from "./processes.mjs";
import { Refusal, say } from "./say.mjs";

/**
 * @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Totals
 * @typedef {(node: string, reportPath: string, parameters: readonly string[], part: number) => Promise<number>} Suite
 */

/** @type {Record<string, Suite>} */
const suites = {
  unit: (node, reportPath, parameters) => vitest(node, "unit", reportPath, parameters),
  async story(node, reportPath, parameters) {
    await buildWeb(node);
    return vitest(node, "story", reportPath, parameters);
  },
  browser(node, reportPath, parameters, part) {
    const env = {
      ...process.env,
      PLAYWRIGHT_JSON_OUTPUT_FILE: reportPath,
      EAI_BROWSER_WEB_PORT: String(13_001 + part),
      EAI_BROWSER_API_PORT: String(18_000 + part),
    };
    const command = ["node_modules/@playwright/test/cli.js", "test", `--output=test-results/${part}`];
    return runAloud(node, [...command, ...parameters], env);
  },
};

/**
 * The whole browser suite runs in two parts at once, each with an installation of its own, that take about as long:
 * patterns of the files of each.
 */
const longSpecs = "accessible|answers|composer|everyone|main-job";
const browserParts = [`browser/(${longSpecs})`, `browser/(?!${longSpecs})`];

/**
 * Runs the suites that need no outside service: all of them, or the one named first (`npm test -- unit …`).
 * @param {readonly string[]} parameters
 */
export async function test(parameters) {
  const node = await prepareNode();
  const [first = "", ...rest] = parameters;
  const named = first in suites;
  const names = named ? [first] : Object.keys(suites);
  if (parameters.length > 0 && !named) {
    throw new Refusal(`Name a suite first: npm test -- ${Object.keys(suites).join(" | ")} [file or option …]`);
  }
  /** @type {Totals[]} */
  const totals = [];
  for (const name of names) {
    say(`\n■ ${name}`);
    if (name === "browser" && !(await hasBrowser())) continue;
    const suite = suites[name];
    if (!suite) continue;
    if (name === "browser") await buildWeb(node);
    const isWhole = name === "browser" && rest.length === 0;
    const parts = isWhole ? browserParts.map((files) => [files]) : [rest];
    const measuring = parts.map((parameters, part) =>
      measured((reportPath) => suite(node, reportPath, parameters, part)),
    );
    totals.push(...(await Promise.all(measuring)));
  }
  return summarize(totals);
}

/**
 * Runs the database suites on a real PostgreSQL and Redis.
 * @param {readonly string[]} parameters
 */
export async function testReal(parameters) {
  const node = await prepareNode();
  const serving = parameters.includes("--serve");
  if (serving) return runAloud(node, ["scripts/test-real.ts", ...parameters]);
  const totals = await measured((reportPath) =>
    runAloud(node, ["scripts/test-real.ts", ...reporters(reportPath), ...parameters]),
  );
  return summarize([totals]);
}

/**
 * @param {string} node
 * @param {string} project
 * @param {string} reportPath
 * @param {readonly string[]} parameters
 */
function vitest(node, project, reportPath, parameters) {
  const command = ["node_modules/vitest/vitest.mjs", "run", "--project", project];
  return runAloud(node, [...command, ...reporters(reportPath), ...parameters]);
}

/** @param {string} reportPath */
function reporters(reportPath) {
  return ["--reporter=default", "--reporter=json", `--outputFile.json=${reportPath}`];
}

async function hasBrowser() {
  if (await findChromium()) return true;
  const advice = "Install Chromium (Debian: apt-get install chromium-headless-shell), or name one with CHROMIUM_PATH.";
  if (process.env.CI) throw new Refusal(`The browser suite needs a browser. ${advice}`);
  say(`  Skipped: there is no Chromium on this machine. ${advice}`);
  return false;
}

/**
 * Runs a suite and reads its report. A suite that fails without a failed test counts as one failure.
 * @param {(reportPath: string) => Promise<number>} suite
 * @returns {Promise<Totals>}
 */
async function measured(suite) {
  const directory = mkdtempSync(join(tmpdir(), "eai-report-"));
  try {
    const reportPath = join(directory, "report.json");
    const code = await suite(reportPath);
    const totals = readReport(reportPath);
    return { ...totals, failed: totals.failed === 0 && code !== 0 ? 1 : totals.failed };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * @param {string} path of a report of vitest or Playwright
 * @returns {Totals}
 */
function readReport(path) {
  try {
    const report = JSON.parse(readFileSync(path, "utf8"));
    if (report.stats) {
      const { expected, flaky, unexpected, skipped } = report.stats;
      const specs = (/** @type {(spec: BrowserSpec) => boolean} */ isMeant) =>
        specsIn({ ...report, file: "" }, isMeant);
      for (const title of specs(isFlaky)) say(`↻ needed a second try: ${title}`);
      return { passed: expected + flaky, failed: unexpected, skipped, failures: specs(({ ok }) => !ok) };
    }
    const skipped = report.numPendingTests + (report.numTodoTests ?? 0);
    const failures = report.testResults.flatMap(failedTests);
    return { passed: report.numPassedTests, failed: report.numFailedTests, skipped, failures };
  } catch {
    return { passed: 0, failed: 0, skipped: 0, failures: [] };
  }
}

/** @param {{ name: string, assertionResults: { status: string, fullName: string }[] }} file of a report of vitest */
function failedTests({ name, assertionResults }) {
  return assertionResults
    .filter(({ status }) => status === "failed")
    .map(({ fullName }) => `${relative(root, name)}: ${fullName}`);
}

/**
 * @typedef {{ ok: boolean, title: string, tests: { status: string }[] }} BrowserSpec
 * @typedef {{ file: string, specs?: BrowserSpec[], suites?: BrowserSuite[] }} BrowserSuite
 * @param {BrowserSuite} suite of a report of Playwright
 * @param {(spec: BrowserSpec) => boolean} isMeant
 * @returns {string[]}
 */
function specsIn({ file, specs = [], suites = [] }, isMeant) {
  const own = specs.filter(isMeant).map(({ title }) => `${file}: ${title}`);
  return [...own, ...suites.flatMap((suite) => specsIn(suite, isMeant))];
}

/** @param {BrowserSpec} spec */
function isFlaky({ tests }) {
  return tests.some(({ status }) => status === "flaky");
}

/** @param {readonly Totals[]} totals */
function summarize(totals) {
  for (const failure of totals.flatMap(({ failures }) => failures)) say(`✗ ${failure}`);
  const sum = (/** @type {"passed" | "failed" | "skipped"} */ key) =>
    totals.reduce((total, entry) => total + entry[key], 0);
  const [passed, failed, skipped] = [sum("passed"), sum("failed"), sum("skipped")];
  if (skipped > 0) say(`\n${skipped} skipped`);
  say(`\n${passed} passed, ${failed} failed`);
  return failed > 0 || (totals.length > 0 && passed === 0) ? 1 : 0;
}
