import { parseArgs } from "node:util";
import { DirectoryInUseError } from "@eai/adapters/pglite";
import { silentLog } from "@eai/modules/kernel";
import { createPlatform, loadConfig } from "@eai/platform";
import { printReconciliation } from "./print-reconciliation.ts";

// Compares what the database, the search index and the store of files have: `npm run reconcile`, and with `-- --repair`
// puts right what can be. Ends with 0 when nothing is left, 1 when something is, 2 when it could not look.

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { repair: { type: "boolean", default: false } } });
  const { config, secrets } = loadConfig();
  await using platform = await createPlatform(config, secrets, { log: silentLog });
  const report = await platform.knowledge.reconcile({
    repair: values.repair,
    // The embedded database is ours alone while we have it, so nobody else stores files.
    soleProcess: config.database.kind === "embedded" && config.files.kind === "disk",
    signal: new AbortController().signal,
  });
  printReconciliation(report, values.repair);
  return report.left === 0 ? 0 : 1;
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof DirectoryInUseError) console.error("On PostgreSQL this runs beside the platform.");
  return 2;
});
