import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type CreateReindex, chunkingSchema, type KnowledgeBase, type Reindex } from "@eai/contract";
import type { Client } from "@eai/contract/client";
import { connectionOptions, connectionUsage, readConnection } from "../connection.ts";
import { allEntries, openPlatformApi } from "../platform-api.ts";
import { printable } from "../printable.ts";

const usage = `npm run reindex -- --kb <id> | --all

  --kb <id>                  the knowledge base, from its address: kb_…; may stand more than once
  --all                      every one the key may write in
  --embedding-model <name>   embed with this model; "none": words only
  --strategy <name>          structure, paragraph or fixed
  --size <tokens>            of a passage, 64 to 2000
  --overlap <tokens>         what a passage repeats of the one before
  --context, --no-context    whether a model says where each passage stands
  --wait                     until it is in use
${connectionUsage}

What is left out stays as it is. Without any change the documents are prepared again as they are.`;

const pollMilliseconds = 1_000;
const option = { type: "string" } as const;

/**
 * Begins re-indexes over the API: the embedded database belongs to the process of the platform alone.
 * @returns the exit code
 */
export async function reindexKnowledgeBases(args: readonly string[]): Promise<0 | 1 | 2> {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      ...connectionOptions,
      kb: { ...option, multiple: true },
      all: { type: "boolean" },
      "embedding-model": option,
      strategy: option,
      size: option,
      overlap: option,
      context: { type: "boolean" },
      wait: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help || (values.kb === undefined) === !values.all) {
    console.error(usage);
    return values.help ? 0 : 2;
  }
  const { client } = openPlatformApi(readConnection(values));
  const knowledgeBases = await wanted(client, values.kb);
  const changes = { ...values, model: values["embedding-model"] };
  const begun: { knowledgeBase: KnowledgeBase; reindex: Reindex }[] = [];
  let refused = 0;
  for (const knowledgeBase of knowledgeBases) {
    const body = bodyOf(knowledgeBase, changes);
    const params = { id: knowledgeBase.id };
    const reindex = await client.call("createReindex", { params, body }).catch((error: unknown) => {
      refused += 1;
      console.error(`${printable(knowledgeBase.name)}: ${error instanceof Error ? error.message : error}`);
      return undefined;
    });
    if (reindex === undefined) continue;
    console.log(`${printable(knowledgeBase.name)}: ${reindex.progress.total} documents, ${reindex.id}`);
    begun.push({ knowledgeBase, reindex });
  }
  let failed = 0;
  if (values.wait) for (const each of begun) if (!(await waitFor(client, each))) failed += 1;
  return refused + failed === 0 ? 0 : 1;
}

interface Changes {
  model?: string | undefined;
  strategy?: string | undefined;
  size?: string | undefined;
  overlap?: string | undefined;
  context?: boolean | undefined;
}

/** What is to be another than it is. */
function bodyOf({ chunking }: KnowledgeBase, { model, strategy, size, overlap, context }: Changes): CreateReindex {
  const cut = {
    ...chunking,
    ...(strategy === undefined ? {} : { strategy }),
    ...(size === undefined ? {} : { size_tokens: Number(size) }),
    ...(overlap === undefined ? {} : { overlap_tokens: Number(overlap) }),
    ...(context === undefined ? {} : { contextual_prefix: context }),
  };
  return {
    chunking: checked(cut),
    ...(model === undefined ? {} : { embedding_model: model === "none" ? null : model }),
  };
}

function checked(cut: unknown): CreateReindex["chunking"] {
  const { success, data, error } = chunkingSchema.safeParse(cut);
  if (success) return data;
  const mistakes = error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new Error(`These settings cannot be. ${mistakes.join(". ")}. --help tells what can be given.`);
}

async function wanted(client: Client, ids: readonly string[] | undefined): Promise<KnowledgeBase[]> {
  if (ids) return Promise.all(ids.map((id) => client.call("getKnowledgeBase", { params: { id } })));
  const all = await Array.fromAsync(allEntries((query) => client.call("listKnowledgeBases", { query })));
  return all.filter((knowledgeBase) => knowledgeBase.may_write);
}

/** @returns whether it is in use with every document */
async function waitFor(
  client: Client,
  { knowledgeBase, reindex }: { knowledgeBase: KnowledgeBase; reindex: Reindex },
): Promise<boolean> {
  const params = { id: knowledgeBase.id, reindex_id: reindex.id };
  for (let told = ""; ; ) {
    const { state, progress, estimated_seconds_left: left } = await client.call("getReindex", { params });
    const { total, done, failed } = progress;
    const line = `${printable(knowledgeBase.name)}: ${done} of ${total} ready${failed > 0 ? `, ${failed} failed` : ""}`;
    if (line !== told) console.log(left === null ? line : `${line}, about ${left} s left`);
    told = line;
    if (state !== "building") {
      console.log(`${printable(knowledgeBase.name)}: ${state}`);
      return state === "active";
    }
    if (failed > 0 && done + failed === total) {
      console.log(
        "Some documents failed: try them again or switch all the same, in the settings of the knowledge base.",
      );
      return false;
    }
    await sleep(pollMilliseconds);
  }
}
