import { existsSync } from "node:fs";

const usualPlaces = [
  // Without windows, a third less work.
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * The browser for the browser suite: `CHROMIUM_PATH`, else the machine's own, else the one Playwright installed.
 * @returns {Promise<string | undefined>} path of the program; nothing where there is none
 */
export async function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given) return existsSync(given) ? given : undefined;
  const found = usualPlaces.find((path) => existsSync(path));
  if (found) return found;
  const { chromium } = await import("@playwright/test");
  const playwrights = chromium.executablePath();
  return existsSync(playwrights) ? playwrights : undefined;
}
