// Draws the icons of the installed app from `app/icon.svg`. To be run by hand after a change of it: the results are
// committed. Needs the browser of the browser suite.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { chromium } from "@playwright/test";
import { findChromium } from "../../../scripts/run/find-chromium.mjs";

const web = path.resolve(import.meta.dirname, "..");
const svg = await readFile(path.join(web, "app/icon.svg"), "utf8");

/** Launchers cut a maskable icon to a shape of theirs: the colour goes to the edge, the drawing is in the middle. */
const maskable = svg.replace('rx="8" ', "");

const icons = [
  { file: "public/icons/icon-192.png", size: 192, drawing: svg },
  { file: "public/icons/icon-512.png", size: 512, drawing: svg },
  { file: "public/icons/icon-maskable-512.png", size: 512, drawing: maskable },
  // Apple rounds the corners itself, and knows no transparency.
  { file: "app/apple-icon.png", size: 180, drawing: maskable },
];

const browser = await chromium.launch({ executablePath: await findChromium(), args: ["--no-sandbox"] });
await mkdir(path.join(web, "public/icons"), { recursive: true });
for (const { file, size, drawing } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const image = `data:image/svg+xml;base64,${Buffer.from(drawing).toString("base64")}`;
  await page.setContent(`<body style="margin:0"><img src="${image}" style="display:block;width:100vw;height:100vh">`);
  await page.locator("img").evaluate((element) => element.decode());
  await writeFile(path.join(web, file), await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
