import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rowsOf, silentLog } from "@eai/modules/kernel";
import { type LoadedConfig, loadConfig, openDatabase } from "@eai/platform";
import { restoreBackup, TargetNotEmptyError, UnusableBackupError, writeBackup } from "@eai/platform/backup";
import { createTestDatabase, onServer, type TestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Person, type Product, startProduct } from "../product.ts";

const secret = "Zr8Yw1xQm0Lk5Vt2Nf7Hs4Jd9Bc6Ga3P";

/** One platform that goes on working while it is backed up, and an empty place where the backup is restored. */
describe("F35 a backup taken during ingestion and chat", () => {
  let place: string;
  let product: Product;
  let anna: Person;
  let source: LoadedConfig;
  let target: LoadedConfig;
  let knowledgeBaseId: string;
  const databases: TestDatabase[] = [];
  const acknowledged: string[] = [];

  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), "eai-backup-"));
    const environmentOf = async (name: string): Promise<Record<string, string>> => ({
      EAI_DATA_DIR: join(place, name),
      EAI_SECRET: secret,
      ...(await databaseUrl()),
    });
    const environment = await environmentOf("source");
    source = loadConfig(environment);
    target = loadConfig(await environmentOf("target"));
    product = await startProduct({ dataDirectory: join(place, "source"), environment });
    anna = await product.signUp({ name: "Anna", email: "anna@example.com" });
    ({ id: knowledgeBaseId } = await anna.createKnowledgeBase({ name: "Kept" }));
    await anna.ingest(knowledgeBaseId, "canteen.md", "# Canteen\n\nThe canteen opens at noon.");
  });
  afterAll(async () => {
    await product.stop();
    for (const database of databases) await database.close();
    await rm(place, { recursive: true, force: true });
  });

  async function databaseUrl(): Promise<Record<string, string>> {
    if (!onServer()) return {};
    const database = await createTestDatabase();
    databases.push(database);
    return database.queueBackend.kind === "server" ? { DATABASE_URL: database.queueBackend.url } : {};
  }

  /** Uploads and asks until it is told to stop; what was acknowledged before the backup began has to be in it. */
  function work(): () => Promise<void> {
    let isWorking = true;
    const working = (async () => {
      for (let round = 0; isWorking; round += 1) {
        const uploaded = await anna.upload(knowledgeBaseId, `round-${round}.txt`, `The gate ${round} opens at seven.`);
        if (uploaded.status !== 202) throw new Error(`upload: ${uploaded.status}`);
        acknowledged.push(`round-${round}.txt`);
        await anna.ask("When does the canteen open?", { knowledge_base_ids: [knowledgeBaseId] });
      }
    })();
    return async () => {
      isWorking = false;
      await working;
    };
  }

  test("restores to a platform where everything fits together, and refuses what it cannot trust", async () => {
    const backup = join(place, "backup.tar.gz");
    const stop = work();
    await expect.poll(() => acknowledged.length).toBeGreaterThan(1);
    const before = [...acknowledged];
    const manifest = await writeBackup(source.config, source.secrets, silentLog, { path: backup }).finally(stop);
    expect(manifest.files).toMatchObject({ included: true, missing: [] });
    expect(manifest.counts.documents).toBeGreaterThanOrEqual(before.length + 1);
    expect(await readFile(backup, "latin1")).not.toContain(secret);
    expect(JSON.stringify(manifest)).not.toContain(secret);
    await expect(writeBackup(source.config, source.secrets, silentLog, { path: backup })).rejects.toThrow(
      "there already",
    );

    const bytes = await readFile(backup);
    const damaged = join(place, "damaged.tar.gz");
    await writeFile(damaged, bytes.subarray(0, bytes.length - 2000));
    const restore = (path: string, force = false) =>
      restoreBackup(target.config, target.secrets, { path, force, log: silentLog });
    await expect(restore(damaged)).rejects.toThrow(UnusableBackupError);

    // On a server the target was made with tables; embedded it is empty until the first restore.
    const restored = await restore(backup, onServer());
    expect(restored).toMatchObject({ isSameSecret: true, report: { left: 0 } });
    expect(restored.report.findings.versions_without_file.found).toBe(0);
    const opened = await openDatabase(target.config.database, target.secrets, silentLog);
    try {
      const names = await rowsOf<{ name: string }>(opened.database, sql`select name from documents`);
      expect(names.map(({ name }) => name)).toEqual(expect.arrayContaining(["canteen.md", ...before]));
      const [chunks] = await rowsOf(opened.database, sql`select count(*)::int as count from chunks`);
      expect(chunks).toEqual({ count: manifest.counts.chunks });
      const [messages] = await rowsOf(opened.database, sql`select count(*)::int as count from messages`);
      expect(messages).toEqual({ count: manifest.counts.messages });
    } finally {
      await opened.close();
    }
    await expect(restore(backup)).rejects.toThrow(TargetNotEmptyError);
  }, 300_000);
});
