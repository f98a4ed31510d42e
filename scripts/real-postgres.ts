import { execFileSync, type SpawnOptions, spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

export interface RealService {
  url: string;
  stop(): Promise<void>;
}

const serversDirectory = "/usr/lib/postgresql";
const isRoot = process.getuid?.() === 0;

/**
 * Starts a private PostgreSQL with pgvector on a free loopback port, in a directory of its own that goes with it.
 * Installs Debian's packages first where they are missing, which takes root.
 */
export async function startRealPostgres(): Promise<RealService> {
  const version = installedVersion() ?? installPostgres();
  if (!hasPgvector(version)) installPgvector(version);
  const directory = mkdtempSync(join(tmpdir(), "eai-postgres-"));
  const owner = unprivilegedOwner(directory);
  const data = join(directory, "data");
  const program = (name: string) => join(serversDirectory, version, "bin", name);
  execFileSync(program("initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"], {
    ...owner,
    cwd: directory,
  });
  const port = await freePort();
  const settings = { listen_addresses: "127.0.0.1", unix_socket_directories: "", fsync: "off", max_connections: "200" };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = spawn(program("postgres"), ["-D", data, "-p", String(port), ...flags], {
    ...owner,
    cwd: directory,
    stdio: "ignore",
  });
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  async function stop(): Promise<void> {
    server.kill("SIGINT");
    await ended;
    rmSync(directory, { recursive: true, force: true });
  }
  await waitUntilReady(url, () => server.exitCode !== null).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, stop };
}

async function waitUntilReady(url: string, isOver: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.query("create extension if not exists vector");
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (isOver() || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** PostgreSQL refuses to run as root: it then runs as the user of Debian's package. */
function unprivilegedOwner(directory: string): Pick<SpawnOptions, "uid" | "gid"> {
  if (!isRoot) return {};
  const idOf = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  const owner = { uid: idOf("-u"), gid: idOf("-g") };
  chownSync(directory, owner.uid, owner.gid);
  return owner;
}

function installedVersion(): string | undefined {
  if (!existsSync(serversDirectory)) return undefined;
  return readdirSync(serversDirectory)
    .filter((version) => existsSync(join(serversDirectory, version, "bin", "initdb")))
    .toSorted((left, right) => Number(right) - Number(left))[0];
}

function installPostgres(): string {
  // Debian's package would start a server of its own on port 5432.
  if (isRoot) {
    mkdirSync("/etc/postgresql-common", { recursive: true });
    if (!existsSync("/etc/postgresql-common/createcluster.conf")) {
      writeFileSync("/etc/postgresql-common/createcluster.conf", "create_main_cluster = false\n");
    }
  }
  aptInstall(["postgresql"]);
  const version = installedVersion();
  if (!version) throw new Error("Debian's postgresql package brought no server.");
  return version;
}

function hasPgvector(version: string): boolean {
  return existsSync(`/usr/share/postgresql/${version}/extension/vector.control`);
}

/** From a package where the distribution has one (Debian 13), else built from Debian 13's source package. */
function installPgvector(version: string): void {
  const name = `postgresql-${version}-pgvector`;
  if (execFileSync("apt-cache", ["policy", name], { encoding: "utf8" }).includes("Candidate: ")) {
    aptInstall([name]);
    return;
  }
  aptInstall([`postgresql-server-dev-${version}`, "build-essential", "dpkg-dev"]);
  const directory = mkdtempSync(join(tmpdir(), "eai-pgvector-"));
  try {
    const source = fetchSource(directory);
    const config = `PG_CONFIG=${join(serversDirectory, version, "bin", "pg_config")}`;
    // OPTFLAGS is emptied so that the build also runs on another processor than this one.
    run("make", ["-s", "-j2", "OPTFLAGS=", config], source);
    run("make", ["-s", "install", "OPTFLAGS=", config], source);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Reads Debian 13's source list from a private place, so that the machine's own lists stay as they are. */
function fetchSource(directory: string): string {
  const sources = join(directory, "sources.list");
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  writeFileSync(sources, `deb-src [signed-by=${keyring}] ${debianMirror()} trixie main\n`);
  mkdirSync(join(directory, "lists", "partial"), { recursive: true });
  const settings = {
    "Dir::Etc::sourcelist": sources,
    "Dir::Etc::sourceparts": "-",
    "Dir::State::lists": join(directory, "lists"),
    "Dir::Cache": join(directory, "cache"),
    // The directory belongs to root alone.
    "APT::Sandbox::User": "root",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  run("apt-get", [...flags, "-q", "update"], directory);
  run("apt-get", [...flags, "-q", "source", "pgvector"], directory);
  const unpacked = readdirSync(directory).find((name) => /^pgvector-[\d.]+$/.test(name));
  if (!unpacked) throw new Error("Debian 13's source package of pgvector could not be unpacked.");
  return join(directory, unpacked);
}

/** The mirror this machine gets Debian from; it serves Debian 13 as well. */
function debianMirror(): string {
  const targets = execFileSync("apt-get", ["indextargets", "--format", "$(ORIGIN) $(REPO_URI)"], { encoding: "utf8" });
  const [, mirror] = /^Debian (\S+\/debian\/?)$/m.exec(targets) ?? [];
  if (mirror === undefined) throw new Error("No package source of Debian is set up here, so pgvector cannot be built.");
  return mirror;
}

/** Installs Debian packages. @throws Error with the command to run, for people who are not root. */
export function aptInstall(packages: readonly string[]): void {
  if (!isRoot) throw new Error(`Missing on this machine. Install it first: sudo apt-get install ${packages.join(" ")}`);
  const options = ["-q", "-y", "--no-install-recommends"];
  try {
    run("apt-get", ["install", ...options, ...packages]);
  } catch {
    // Most likely the package lists are old or were never fetched.
    run("apt-get", ["-q", "update"]);
    run("apt-get", ["install", ...options, ...packages]);
  }
}

function run(program: string, parameters: readonly string[], directory?: string): void {
  execFileSync(program, parameters, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    ...(directory && { cwd: directory }),
  });
}

/** A TCP port of the loopback address that nobody listens on. */
export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
