import { DirectoryInUseError } from "@eai/adapters/pglite";
import { auditedTenants, createAuditSealer, verifyAuditChain } from "@eai/modules/governance";
import { tenants } from "@eai/modules/identity";
import { silentLog } from "@eai/modules/kernel";
import { ConfigurationError, loadConfig, openDatabase } from "@eai/platform";
import { printable } from "./printable.ts";

// Reads every row of the audit log of the configured database and says where something was removed, changed, reordered
// or inserted. Ends with 0 when nothing was, 1 when something was, 2 when it could not be read.

async function main(): Promise<number> {
  const { config, secrets } = loadConfig();
  const opened = await openDatabase(config.database, secrets, silentLog);
  try {
    const { database } = opened;
    const sealer = createAuditSealer(secrets.authSecret);
    const names = new Map((await database.select().from(tenants)).map(({ id, name }) => [id, name]));
    const chains = await auditedTenants(database);
    if (chains.length === 0) console.log("There is no audit log yet.");
    let brokenCount = 0;
    for (const tenantId of chains) {
      const { rows, broken } = await verifyAuditChain(database, sealer, tenantId);
      const state = broken === null ? "ok" : `BROKEN at ${broken.sequence} (${broken.kind}): ${broken.detail}`;
      console.log(`${printable(names.get(tenantId) ?? "deleted tenant")} (${tenantId}): ${rows} rows, ${state}`);
      if (broken !== null) brokenCount += 1;
    }
    return brokenCount === 0 ? 0 : 1;
  } finally {
    await opened.close();
  }
}

function explain(error: unknown): string {
  if (error instanceof DirectoryInUseError) {
    return `${error.message}\nWhile it runs, GET /api/v1/audit/verification does the same.`;
  }
  if (error instanceof ConfigurationError || !(error instanceof Error)) return String(error);
  return error.message;
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(explain(error));
  return 2;
});
