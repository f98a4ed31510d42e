import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Document } from "@eai/contract";
import { connectionUsage, readConnection } from "./connection.ts";
import { type Api, connect, RefusedError } from "./ingest/api.ts";
import { startProgress } from "./ingest/progress.ts";
import { type FoundFile, walkFolder } from "./ingest/walk-folder.ts";

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
  const options = { type: "string" } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    allowNegative: true,
    options: {
      kb: options,
      "api-key": options,
      url: options,
      parallel: options,
      wait: { type: "boolean", default: true },
      help: { type: "boolean", default: false },
    },
  });
  const [folder] = positionals;
  if (values.help || folder === undefined || values.kb === undefined || positionals.length > 1) {
    console.error(usage);
    return values.help ? 0 : 2;
  }
  const api = connect(readConnection({ url: values.url, apiKey: values["api-key"] }));
  const system = await api.system();
  const { id, name } = await api.knowledgeBase(values.kb);
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
  api: Api,
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
  const progress = startProgress(files.length, waits);
  const show = () => progress.show({ uploaded, ready, failed: failures.length });

  function settle({ id, state, failure }: Document, name: string): void {
    if (state === "ready") ready += 1;
    else if (state === "failed") failures.push({ name, reason: failure?.reason ?? "It failed." });
    else return;
    open.delete(id);
  }

  async function lane(): Promise<void> {
    for (let file = files[next++]; file; file = files[next++]) {
      try {
        const document = await api.upload(knowledgeBaseId, file);
        uploaded += 1;
        open.set(document.id, file.name);
        settle(document, file.name);
      } catch (error) {
        // Where nobody may upload, or nothing is reached, the next file fares the same.
        if (!(error instanceof RefusedError) || [0, 401, 403, 404].includes(error.status)) throw error;
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
      for await (const document of api.documents(knowledgeBaseId)) {
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

/** Names are what people typed. */
function printable(text: string): string {
  return text.replace(/\p{Cc}|\p{Cf}/gu, "\ufffd");
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  return 2;
});
