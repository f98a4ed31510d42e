import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedDatabase } from "@eai/adapters/pglite";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { startProduct } from "../product.ts";

/** `npm run audit:verify`, without npm. */
async function verify(dataDirectory: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ["scripts/audit-verify.ts"], {
    env: { PATH: process.env.PATH, EAI_DATA_DIR: dataDirectory },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (data) => (output += data));
  child.stderr.on("data", (data) => (output += data));
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  return { code, output };
}

test("the audit log of a stopped installation is verified from the command line, and tampering is found", async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), "eai-verify-"));
  try {
    const product = await startProduct({ dataDirectory });
    const person = await product.signUp({ name: "Ada", email: "ada@example.com" });
    await person.createKnowledgeBase({ name: "One" });
    const running = await verify(dataDirectory);
    expect(running.code).toBe(2);
    expect(running.output).toContain("GET /api/v1/audit/verification");
    await product.stop();

    const stopped = await verify(dataDirectory);
    expect(stopped.output).toMatch(/^Organization \(ten_[\w-]+\): 3 rows, ok\n$/);
    expect(stopped.code).toBe(0);

    const tampered = await openEmbeddedDatabase(join(dataDirectory, "database"));
    // The stop sealed the last row, so that cutting it off with its head is found too.
    await tampered.database.execute(sql`alter table audit_events disable trigger user`);
    await tampered.database.execute(sql`delete from audit_events where sequence = 3`);
    await tampered.database.execute(
      sql`update audit_heads set sequence = 2, hash = (select hash from audit_events where sequence = 2)`,
    );
    await tampered.close();
    const found = await verify(dataDirectory);
    expect(found.output).toMatch(/2 rows, BROKEN at 3 \(removed\): The rows from 3 to 3, the newest ones, are missing/);
    expect(found.code).toBe(1);
  } finally {
    await rm(dataDirectory, { recursive: true, force: true });
  }
});
