import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Document } from "@eai/contract";
import { ApiError } from "@eai/contract/client";
import { connectionOptions, connectionUsage, readConnection } from "./connection.ts";
import { uploadFile } from "./ingest/upload-file.ts";
import { type FoundFile, walkFolder } from "./ingest/walk-folder.ts";
import { allEntries, openPlatformApi, type PlatformApi } from "./platform-api.ts";
import { printable } from "./printable.ts";
import { startProgress } from "./progress.ts";
import { runCommand } from "./run-command.ts";

// Brings a folder into a knowledge base through the API. Run again it goes on: what is there already changes nothing.
// Ends with 0 when everything is ready, 1 when something failed, 2 when it could not begin.

const usage = `npm run ingest -- <folder> --kb <id>

  --kb <id>                  the knowledge base, from its address: kb_…
  --parallel <n>             uploads at once, 1 to 16; default 4
  --no-wait                  do not wait until the documents are ready
${connectionUsage}`;

const pollMilliseconds = 1_000;
/** A look at thousands of documents takes the platform time that the documents themselves need. */
const pollShare = 0.1;
const skippedShown = 10;

interface Failure {
  name: string;
  reason: string;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    allowNegative: true,
    options: {
      ...connectionOptions,
      kb: { type: "string" },
      parallel: { type: "string" },
      wait: { type: "boolean", default: true },
      help: { type: "boolean", default: false },
    },
  });
  const [folder] = positionals;
  if (values.help || folder === undefined || values.kb === undefined || positionals.length > 1) {
    console.error(usage);
    return values.help ? 0 : 2;
  }
  const api = openPlatformApi(readConnection(values));
  const system = await api.client.call("getSystem", {});
  const { id, name } = await api.client.call("getKnowledgeBase", { params: { id: values.kb } });
  const { files, skipped } = await walkFolder(folder, {
    endings: system.accepted_file_types,
    limitBytes: system.upload_limit_bytes,
  });
  console.log(`${files.length} files go to “${printable(name)}”; ${skipped.length} are left out${reasonsOf(skipped)}.`);
  const toTell = skipped.filter(({ reason }) => reason !== "hidden");
  for (const { name, reason } of toTell.slice(0, skippedShown)) console.log(`  ${printable(name)}: ${saidOf(reason)}`);
  if (toTell.length > skippedShown) console.log(`  … and ${toTell.length - skippedShown} more`);
  if (files.length === 0) throw new Error(`There is nothing in ${printable(folder)} that can be brought in.`);
  const parallel = Math.min(Math.max(Math.trunc(Number(values.parallel ?? 4)) || 4, 1), 16);
  const failures = await bringIn(api, id, files, { parallel, waits: values.wait });
  for (const failure of failures) console.log(`  ${printable(failure.name)}: ${printable(failure.reason)}`);
  const done = values.wait ? "ready" : "uploaded";
  console.log(`${files.length - failures.length} of ${files.length} ${done}, ${failures.length} failed.`);
  return failures.length === 0 ? 0 : 1;
}

/** Uploads, so many at once, and waits until each is ready or failed. */
async function bringIn(
  api: PlatformApi,
  knowledgeBaseId: string,
  files: readonly FoundFile[],
  { parallel, waits }: { parallel: number; waits: boolean },
): Promise<Failure[]> {
  const failures: Failure[] = [];
  const open = new Map<string, string>();
  let uploaded = 0;
  let ready = 0;
  let next = 0;
  let uploading = true;
  const progress = startProgress();
  function show(): void {
    const failed = failures.length;
    const parts = [
      `${uploaded} of ${files.length} uploaded`,
      waits && `${ready} ready`,
      failed > 0 && `${failed} failed`,
    ];
    progress.show({
      done: waits ? uploaded + ready + failed : uploaded,
      total: files.length * (waits ? 2 : 1),
      words: parts.filter(Boolean).join(", "),
    });
  }

  function settle({ id, state, failure }: Document, name: string): void {
    if (state === "ready") ready += 1;
    else if (state === "failed") failures.push({ name, reason: failure?.reason ?? "It failed." });
    else return;
    open.delete(id);
  }

  async function lane(): Promise<void> {
    for (let file = files[next++]; file; file = files[next++]) {
      try {
        const document = await uploadFile(api, knowledgeBaseId, file);
        uploaded += 1;
        open.set(document.id, file.name);
        settle(document, file.name);
      } catch (error) {
        // Where nobody may upload, or nothing is reached, the next file fares the same.
        if (!(error instanceof ApiError) || [0, 401, 403, 404].includes(error.status)) throw error;
        failures.push({ name: file.name, reason: error.message });
      }
      show();
    }
  }

  async function watch(): Promise<void> {
    let lookedMilliseconds = 0;
    while (uploading || open.size > 0) {
      await sleep(Math.max(pollMilliseconds, lookedMilliseconds / pollShare));
      if (open.size === 0) continue;
      const startedAt = Date.now();
      const known = new Set(open.keys());
      const documents = allEntries((query) =>
        api.client.call("listDocuments", { params: { id: knowledgeBaseId }, query }),
      );
      for await (const document of documents) {
        const name = open.get(document.id);
        if (name !== undefined) settle(document, name);
        known.delete(document.id);
        if (known.size === 0) break;
      }
      for (const id of known) {
        const name = open.get(id);
        if (name === undefined) continue;
        failures.push({ name, reason: "It was deleted meanwhile." });
        open.delete(id);
      }
      lookedMilliseconds = Date.now() - startedAt;
      show();
    }
  }

  try {
    const lanes = Promise.all(Array.from({ length: parallel }, lane)).finally(() => {
      uploading = false;
    });
    await Promise.all([lanes, ...(waits ? [watch()] : [])]);
  } finally {
    progress.end();
  }
  return failures;
}

function reasonsOf(skipped: readonly { reason: string }[]): string {
  const counts = Map.groupBy(skipped, ({ reason }) => reason);
  const parts = [...counts].map(([reason, { length }]) => `${length} ${saidOf(reason)}`);
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

function saidOf(reason: string): string {
  return reason.replace("_", " ");
}

await runCommand(main);
