import { openEmbeddedDatabase } from "@eai/adapters/pglite";
import { migrateDatabase } from "@eai/adapters/postgres";
import { rowsOf } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";

// Writes rows to the embedded database of a directory, and says the number of each one that is committed.
const [directory = ""] = process.argv.slice(2);
const { database } = await openEmbeddedDatabase(directory);
await migrateDatabase(database);
await database.execute(sql`create table if not exists acknowledged (number int primary key, filler text not null)`);
const [last] = await rowsOf<{ number: number }>(
  database,
  sql`select coalesce(max(number), 0)::int as number from acknowledged`,
);
process.stdout.write("open\n");
for (let number = (last?.number ?? 0) + 1; ; number += 1) {
  await database.transaction(async (transaction) => {
    await transaction.execute(sql`insert into acknowledged values (${number}, repeat('x', 2000))`);
    // Old rows change too, so that a kill also meets pages that are written again.
    await transaction.execute(sql`update acknowledged set filler = filler || 'y' where number = ${number >> 1}`);
  });
  process.stdout.write(`${number}\n`);
}
