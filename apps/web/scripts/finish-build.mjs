// What `next build` leaves undone. Its standalone folder lacks the static files; with them `.next/standalone` is all the
// web app needs to run.
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const web = path.resolve(import.meta.dirname, "..");
const standalone = path.join(web, ".next/standalone/apps/web");
const statics = path.join(web, ".next/static");

/**
 * Chromium reads it in the first line: every function of the script is compiled while the script arrives, beside the
 * page, and not when it is first called, which holds the page up. Other browsers see a comment.
 * https://v8.dev/blog/explicit-compile-hints
 */
const compileHint = "//# allFunctionsCalledOnLoad\n";

/** Larger are viewers and grammars, of which little is called; in characters. */
const mostHinted = 256 * 1024;

/** 11 makes 2 % less and takes three times as long. */
const brotliQuality = { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } };

/** @param {string} file a script or a style sheet */
async function finish(file) {
  let text = await readFile(file, "utf8");
  if (file.endsWith(".js") && text.length <= mostHinted && !text.startsWith(compileHint)) {
    text = compileHint + text;
    await writeFile(file, text);
  }
  // Sent as they are by `scripts/run/compressed-statics.mjs`.
  await writeFile(`${file}.br`, await promisify(brotliCompress)(text, brotliQuality));
  await writeFile(`${file}.gz`, await promisify(gzip)(text, { level: 9 }));
}

const files = await readdir(statics, { recursive: true });
await Promise.all(files.filter((file) => /\.(js|css)$/.test(file)).map((file) => finish(path.join(statics, file))));

for (const folder of [".next/static", "public"]) {
  await rm(path.join(standalone, folder), { recursive: true, force: true });
  await cp(path.join(web, folder), path.join(standalone, folder), { recursive: true });
}
