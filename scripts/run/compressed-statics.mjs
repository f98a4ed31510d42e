import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { assetPolicy, commonHeaders, scriptPolicy } from "../../apps/web/response-headers.ts";

const types = new Map([
  [".js", "application/javascript; charset=UTF-8"],
  [".css", "text/css; charset=UTF-8"],
]);

/** By preference. */
const encodings = [
  { name: "br", extension: ".br" },
  { name: "gzip", extension: ".gz" },
];

/**
 * Sends scripts and style sheets as `finish-build.mjs` compressed them; Next would do it for each request, and with less
 * care. Whatever is not simply that is left to Next.
 * @param {string} directory where they are
 * @param {string} path where they are served
 * @returns {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse, goOn: () => void) => void}
 */
export function compressedStatics(directory, path) {
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" });
  const served = new Set(names.map((name) => `${path}/${name.split(sep).join("/")}`));
  /** @type {Map<string, Promise<Buffer>>} */
  const bodies = new Map();

  /** @param {string} file */
  function bodyOf(file) {
    const kept = bodies.get(file);
    if (kept) return kept;
    const body = readFile(join(directory, file));
    bodies.set(file, body);
    body.catch(() => bodies.delete(file));
    return body;
  }

  return (request, response, goOn) => {
    const { url = "", method = "", headers } = request;
    const type = types.get(extname(url));
    const encoding = encodings.find(({ name, extension }) => served.has(url + extension) && accepts(headers, name));
    if (!type || !encoding || headers.range || !["GET", "HEAD"].includes(method)) return goOn();
    bodyOf(url.slice(path.length) + encoding.extension).then((body) => {
      for (const { key, value } of [...commonHeaders, type.includes("javascript") ? scriptPolicy : assetPolicy]) {
        response.setHeader(key, value);
      }
      response.setHeader("Content-Type", type);
      response.setHeader("Content-Encoding", encoding.name);
      response.setHeader("Content-Length", body.length);
      response.setHeader("Vary", "Accept-Encoding");
      // Their names change with what is in them.
      response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
      response.end(method === "HEAD" ? undefined : body);
    }, goOn);
  };
}

/**
 * @param {import("node:http").IncomingHttpHeaders} headers
 * @param {string} encoding
 */
function accepts(headers, encoding) {
  const wanted = String(headers["accept-encoding"] ?? "").split(",");
  return wanted.some((entry) => {
    const [name, weight] = entry.split(";").map((part) => part.trim().toLowerCase());
    return name === encoding && !/^q=0(\.0*)?$/.test(weight ?? "");
  });
}
