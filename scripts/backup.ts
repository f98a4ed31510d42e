import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { silentLog } from "@eai/modules/kernel";
import { loadConfig } from "@eai/platform";
import { writeBackup } from "@eai/platform/backup";
import { runCommand } from "./run-command.ts";

// Writes database and files into one archive while the platform runs: `npm run backup -- <file.tar or file.tar.gz>`.

const usage = "npm run backup -- <file.tar or file.tar.gz> [--with-files | --without-files]";

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { "with-files": { type: "boolean" }, "without-files": { type: "boolean" } },
    allowPositionals: true,
  });
  const [name] = positionals;
  if (name === undefined || positionals.length > 1) {
    console.error(usage);
    return 2;
  }
  const { config, secrets } = loadConfig();
  const path = resolve(name);
  const startedAt = Date.now();
  const chosen = values["without-files"] ? false : values["with-files"];
  const manifest = await writeBackup(config, secrets, silentLog, {
    path,
    ...(chosen === undefined ? {} : { withFiles: chosen }),
  });
  const { counts, files } = manifest;
  console.log(`${path}, in ${((Date.now() - startedAt) / 1000).toFixed(1)} s: ${counts.documents} documents with`);
  console.log(`${counts.chunks} passages, ${counts.messages} messages, ${counts.audit_events} rows of the audit log.`);
  const size = `${files.count} files (${(files.sizeBytes / 1_000_000).toFixed(1)} MB)`;
  console.log(files.included ? `${size}.` : `${files.count} files are NOT in it: they stay in the bucket.`);
  for (const key of files.missing) console.log(`The file ${key} was not there: deleted meanwhile, or lost.`);
  console.log(
    `To be kept elsewhere, because a backup holds no secrets:\n${manifest.needs.map((need) => `- ${need}`).join("\n")}`,
  );
  return 0;
}

await runCommand(main, 1);
