import { migrateDatabase, NewerSchemaError, openServerDatabase } from "@eai/adapters/postgres";
import { silentLog } from "@eai/modules/kernel";

// Migrates the database at an address, and says how many migrations it applied; ends with 3 when the schema is newer.
const [url = ""] = process.argv.slice(2);
const { database, close } = await openServerDatabase({ url, poolSize: 2, log: silentLog });
process.stdout.write("connected\n");
try {
  process.stdout.write(`${await migrateDatabase(database)}\n`);
} catch (error) {
  if (!(error instanceof NewerSchemaError)) throw error;
  process.exitCode = 3;
} finally {
  await close();
}
