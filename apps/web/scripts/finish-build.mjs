// Next's standalone folder lacks the static files; with them `.next/standalone` is all the web app needs to run.
import { cp, rm } from "node:fs/promises";
import path from "node:path";

const web = path.resolve(import.meta.dirname, "..");
const standalone = path.join(web, ".next/standalone/apps/web");

for (const folder of [".next/static", "public"]) {
  await rm(path.join(standalone, folder), { recursive: true, force: true });
  await cp(path.join(web, folder), path.join(standalone, folder), { recursive: true });
}
