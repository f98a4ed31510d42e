import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, statfs, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createDiskFileStore } from "@eai/adapters/disk";
import { openServerDatabase, type ServerDatabase } from "@eai/adapters/postgres";
import { silentLog } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { type QdrantEmulator, startQdrantEmulator } from "../../ops/dev/qdrant-emulator/index.ts";
import { type Person, type Product, personWith, startProduct } from "../product.ts";
import { type IndexContents, inspectDataDirectory, inspectStored, unusedFiles } from "./stored-state.ts";

const run = promisify(execFile);
const filesBytes = 24 * 1024 * 1024;

export interface StandOptions {
  /** An empty database of a PostgreSQL server: then a second worker runs beside. Left out: the embedded one. */
  databaseUrl?: string | undefined;
  /** Passages in the emulated Qdrant, instead of beside the rows. */
  qdrant?: boolean;
}

/** The product as processes of its own, with everything they need, and with what can go wrong. */
export interface Stand extends AsyncDisposable {
  models: ModelEmulator;
  qdrant: QdrantEmulator | undefined;
  /** A second worker can take over. */
  hasSecond: boolean;
  /** The disk of the files is one of its own, and can be filled. */
  hasDisk: boolean;
  /** Who uploads, and a colleague who may read what is not restricted. */
  ada(): Person;
  bob(): Person;
  process(which: "main" | "second"): Product | undefined;
  kill(which: "main" | "second"): Promise<void>;
  /** Starts what does not run. */
  start(): Promise<void>;
  /** The leases of whoever was killed or is frozen run out. */
  passLeases(): Promise<void>;
  /** Leaves so many bytes free. */
  fillDisk(leaveBytes: number): Promise<void>;
  freeDisk(): Promise<void>;
  /** What rows, index, files and the product's own reconciliation say; the embedded database is stopped for it. */
  inspect(): Promise<string[]>;
}

export async function createStand({ databaseUrl, qdrant: withQdrant }: StandOptions): Promise<Stand> {
  const models = await startModelEmulator();
  const qdrant = withQdrant ? await startQdrantEmulator() : undefined;
  const directory = await mkdtemp(join(tmpdir(), "eai-ingestion-"));
  const filesDirectory = join(directory, "files");
  await mkdir(filesDirectory);
  const hasDisk = await mount(filesDirectory);
  const files = createDiskFileStore({ directory: filesDirectory });
  /** Left by a process that was killed; several share the store, so the sweep leaves them alone for an hour. */
  const orphans = new Set<string>();
  const filler = join(filesDirectory, "filler");
  const database: ServerDatabase | undefined =
    databaseUrl === undefined ? undefined : await openServerDatabase({ url: databaseUrl, poolSize: 2, log: silentLog });
  const environment: Record<string, string> = {
    OPENAI_BASE_URL: `${models.url}/v1`,
    OPENAI_API_KEY: models.apiKey,
    OPENAI_EMBEDDING_MODEL: "text-embedding-3-small",
    EMBEDDING_DIMENSIONS: "64",
    SESSION_LIMIT: "10000",
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    ...(qdrant !== undefined && { QDRANT_URL: qdrant.url }),
  };
  let main: Product | undefined;
  let second: Product | undefined;
  let wasKilled = false;

  async function start(): Promise<void> {
    main ??= await startProduct({ dataDirectory: directory, environment });
    if (database !== undefined) {
      second ??= await startProduct({ dataDirectory: directory, environment, roles: "worker" });
    }
  }

  async function stop(): Promise<void> {
    for (const product of [main, second]) product?.process.kill("SIGCONT");
    await Promise.all([main?.stop(), second?.stop()]);
    main = undefined;
    second = undefined;
  }

  async function end(): Promise<void> {
    await stop();
    await database?.close();
    await models.close();
    await qdrant?.close();
    if (hasDisk) await run("umount", [filesDirectory]);
    await rm(directory, { recursive: true, force: true });
  }

  await start();
  // One after the other: the first becomes the administrator.
  const people = [await signUp("ada"), await signUp("bob")];
  const personAgain = (place: number) => {
    if (main === undefined) throw new Error("the product does not run");
    return personWith(main.url, main.webOrigin, people[place]?.cookie ?? "");
  };

  async function signUp(name: string): Promise<Person> {
    if (main === undefined) throw new Error("the product does not run");
    return main.signUp({ name, email: `${name}@example.com` });
  }

  return {
    models,
    qdrant,
    hasSecond: database !== undefined,
    hasDisk,
    ada: () => personAgain(0),
    bob: () => personAgain(1),
    process: (which) => (which === "main" ? main : second),
    start,
    async kill(which) {
      wasKilled = true;
      await (which === "main" ? main : second)?.kill();
      if (which === "main") main = undefined;
      else second = undefined;
    },
    async passLeases() {
      await database?.database.execute(
        sql`update document_versions set lease_expires_at = now() - interval '1 second'
          where lease_expires_at is not null and state not in ('ready', 'failed')`,
      );
    },
    async fillDisk(leaveBytes) {
      const { bavail, bsize } = await statfs(filesDirectory);
      const bytes = Math.max(bavail * bsize - leaveBytes, 0);
      // Uploads take what is left at the same time: fuller than wanted is full as well.
      await writeFile(filler, Buffer.alloc(bytes)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOSPC") throw error;
      });
    },
    async freeDisk() {
      if (!existsSync(filler)) return;
      await truncate(filler, 0);
      await rm(filler, { force: true });
    },
    async inspect() {
      const index = qdrant === undefined ? undefined : contentsOf(qdrant);
      if (database === undefined) await stop();
      const state =
        database === undefined
          ? await inspectDataDirectory(directory, { outside: index, withoutUnusedFiles: true })
          : await inspectStored(database.database, files, index);
      const unused = database === undefined ? [] : await unusedFiles(database.database, files);
      const found = unused.filter((fault) => !orphans.has(fault));
      for (const fault of unused) orphans.add(fault);
      const faults = [
        ...state.faults,
        ...(wasKilled ? [] : found),
        ...(await leftovers(filesDirectory)),
        ...(await reconcile()),
      ];
      wasKilled = false;
      await start();
      return faults;
    },
    [Symbol.asyncDispose]: end,
  };

  /** The command an operator has. */
  async function reconcile(): Promise<string[]> {
    const env = { PATH: process.env.PATH, ...environment, EAI_DATA_DIR: directory, NODE_ENV: "development" };
    const command = [process.execPath, ["scripts/reconcile.ts"], { env }] as const;
    return run(...command).then(
      () => [],
      (error: { stdout?: string; stderr?: string }) => [`reconcile: ${error.stdout ?? ""}${error.stderr ?? ""}`],
    );
  }
}

/** Only a disk of its own runs full for real; that takes root. */
async function mount(directory: string): Promise<boolean> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  return run("mount", ["-t", "tmpfs", "-o", `size=${filesBytes}`, "tmpfs", directory]).then(
    () => true,
    () => false,
  );
}

async function leftovers(filesDirectory: string): Promise<string[]> {
  const temporary = await readdir(join(filesDirectory, "temporary"));
  return temporary.length === 0 ? [] : [`files half written are left: ${temporary.join(", ")}`];
}

function contentsOf(qdrant: QdrantEmulator): IndexContents {
  return [...qdrant.collections.values()].flatMap((collection) =>
    [...collection.points.values()].map(({ id, payload }) => ({
      chunkId: `chk_${id}`,
      versionId: String(payload.version_id),
    })),
  );
}
