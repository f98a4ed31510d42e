import { readFileSync } from "node:fs";

/** Of the platform, as its package says. */
export function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const { version } = manifest as { version: string };
  return version;
}
