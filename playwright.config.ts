import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { findChromium } from "./scripts/run/find-chromium.mjs";

// Playwright reads this file in every worker as well: what is chosen once is kept in the environment they inherit.
process.env.EAI_BROWSER_DATA_DIR ??= mkdtempSync(join(tmpdir(), "eai-browser-"));
process.env.EAI_BROWSER_WEB_PORT ??= "13001";
process.env.EAI_BROWSER_API_PORT ??= "18000";
const {
  EAI_BROWSER_DATA_DIR: dataDirectory,
  EAI_BROWSER_WEB_PORT: webPort,
  EAI_BROWSER_API_PORT: apiPort,
} = process.env;
const executablePath = await findChromium();

export default defineConfig({
  testDir: "test/browser",
  outputDir: "test-results",
  // One installation serves all tests, and the first sign-up is special: they run one after another.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  // On a crowded machine; what needed a second try is named at the end.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [["list"], ["json"]] : [["list"]],
  use: {
    baseURL: `http://localhost:${webPort}`,
    // Without a film and a copy of the page for each step: they take longer than the steps.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false, sources: false },
    screenshot: "only-on-failure",
    // It answers for pages that cannot be fetched; a spec that is about that allows it.
    serviceWorkers: "block",
    launchOptions: {
      args: ["--no-sandbox", "--disable-dev-shm-usage"],
      ...(executablePath && { executablePath }),
    },
  },
  webServer: {
    command: `"${process.execPath}" scripts/run.mjs start`,
    // Through the web server, so that both parts are there.
    url: `http://127.0.0.1:${webPort}/api/v1/system`,
    // The first start builds the web app.
    timeout: 300_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
    env: {
      EAI_DATA_DIR: dataDirectory,
      WEB_PORT: webPort,
      API_PORT: apiPort,
      EAI_ENV: "development",
      LOG_LEVEL: "info",
    },
  },
});
