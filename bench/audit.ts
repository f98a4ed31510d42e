import { createAuditSealer, recordAudit, sealAuditChains, verifyAuditChain } from "@eai/modules/governance";
import { silentLog, systemContext } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import type { Figure } from "./figure.ts";
import { median } from "./statistics.ts";

const rowCount = 100_000;
const rowsPerTransaction = 1000;
const rounds = 200;

/** What an audit row costs the transaction it is in, and how long a chain of 100,000 rows takes to be verified. */
export async function measureAudit(): Promise<Figure[]> {
  await using opened = await createTestDatabase();
  const { database } = opened;
  const context = systemContext("bench", { id: "ten_1", path: ["ten_1"] });
  const entry = { action: "answer.settle", resourceKind: "message", resourceId: "msg_1" } as const;
  const changes = { state: "complete", session_id: "ses_1", citations: 3 };
  const plain: number[] = [];
  const audited: number[] = [];
  for (let round = 0; round < rounds; round++) {
    plain.push(await timed(() => database.transaction((transaction) => transaction.execute(sql`select 1`))));
    audited.push(
      await timed(() =>
        database.transaction(async (transaction) => {
          await transaction.execute(sql`select 1`);
          await recordAudit(transaction, context, { ...entry, changes });
        }),
      ),
    );
  }
  for (let written = rounds; written < rowCount; written += rowsPerTransaction) {
    await database.transaction(async (transaction) => {
      const count = Math.min(rowsPerTransaction, rowCount - written);
      for (let index = 0; index < count; index++) await recordAudit(transaction, context, { ...entry, changes });
    });
    await sealAuditChains({ database, log: silentLog }, sealer);
  }
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  let verified = { rows: 0, intact: false };
  const duration = await timed(async () => {
    const { rows, broken } = await verifyAuditChain(database, sealer, "ten_1");
    verified = { rows, intact: broken === null };
  });
  clearInterval(watch);
  if (!verified.intact || verified.rows !== rowCount) throw new Error("The chain that was just written is broken.");
  await database.execute(sql`alter table audit_events disable trigger user`);
  await database.execute(sql`update audit_events set reason = 'forged' where sequence = 77777`);
  const { broken } = await verifyAuditChain(database, sealer, "ten_1");
  if (broken?.sequence !== 77_777) throw new Error("The forged row was not found.");
  return [
    { name: "an audit row, added to its transaction, median", value: median(audited) - median(plain), unit: "ms" },
    { name: `audit rows verified of ${rowCount}`, value: verified.rows, unit: "rows" },
    { name: "time for it", value: duration / 1000, unit: "s" },
    { name: "growth of memory meanwhile", value: (peak - before) / 1024 / 1024, unit: "MB" },
  ];
}

const sealer = createAuditSealer("a secret of thirty-two characters or more");

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
