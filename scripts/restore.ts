import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { silentLog } from "@eai/modules/kernel";
import { loadConfig } from "@eai/platform";
import { restoreBackup } from "@eai/platform/backup";
import { printReconciliation } from "./print-reconciliation.ts";
import { runCommand } from "./run-command.ts";

// Puts a backup where the configuration points: `npm run restore -- <file.tar>`, into an empty place; with `--force` in the
// place of what is there, after asking (`--yes` answers). Ends with 0 when everything fits together afterwards, 1 when not.

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { force: { type: "boolean", default: false }, yes: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const [name] = positionals;
  if (name === undefined || positionals.length > 1) {
    console.error("npm run restore -- <file.tar or file.tar.gz> [--force [--yes]]");
    return 2;
  }
  const { config, secrets } = loadConfig();
  if (values.force && !values.yes && !(await isSure())) return 1;
  const startedAt = Date.now();
  const restored = await restoreBackup(config, secrets, { path: resolve(name), force: values.force, log: silentLog });
  const { manifest, report, isSameSecret, movedAside } = restored;
  console.log(`Restored the backup of ${manifest.createdAt} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
  if (movedAside !== undefined)
    console.log(`What was there before is now in ${movedAside}; remove it when all is well.`);
  if (!manifest.files.included) console.log("The files are not part of it; they are in the bucket as they are now.");
  if (!isSameSecret) {
    console.log("EAI_SECRET is another one than that of the backup: people sign in again, and seals of the audit log");
    console.log("written before cannot be verified.");
  }
  printReconciliation(report, true);
  return report.left === 0 ? 0 : 1;
}

async function isSure(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    console.error("--force replaces what is there. Say --yes as well where nobody can be asked.");
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question("This replaces the database that is there. Go on? [yes/no] ");
  terminal.close();
  return answer.trim().toLowerCase() === "yes";
}

await runCommand(main);
