import { type Context, type Database, ProblemError, systemContext } from "@eai/modules/kernel";
import type { ModelEntry } from "@eai/modules/models";
import { and, eq, isNotNull } from "drizzle-orm";
import { chunks as chunksTable, documentVersions } from "../tables.ts";
import type { Attempt } from "./attempt.ts";
import type { Chunk } from "./chunk.ts";
import type { ClaimedVersion } from "./claim.ts";
import { cleanContext, contextPrompt } from "./context-prompt.ts";
import type { ExtractedDocument } from "./document.ts";
import type { IngestionDependencies } from "./pipeline.ts";
import { reserveBatch } from "./reserve-batch.ts";

/** Of one context, at most. */
export const answerTokens = 160;
const mostWindowCharacters = 24_000;
/** No text has more tokens than so many characters of it. */
export const rulesTokens = 400;
const askedAtOnce = 3;
const tries = 2;
/** After so many passages in a row the model is taken to be away: the rest of the document goes without. */
const failuresInARow = 4;

type ContextDependencies = Pick<IngestionDependencies, "database" | "models" | "reservations" | "log">;

/**
 * A sentence or two by a model on where each passage stands, where the settings want it; it is found by them and never
 * shown. A passage for which the model fails has none: the document is found all the same, and how many went without is logged.
 * What was written for the same bytes and passage before is taken again.
 * @returns the passages, with their context
 */
export async function contextStage(
  dependencies: ContextDependencies,
  claimed: ClaimedVersion,
  attempt: Attempt,
  extracted: ExtractedDocument,
  chunks: readonly Chunk[],
): Promise<Chunk[]> {
  const { database, models, log } = dependencies;
  if (!claimed.settings.chunking.contextual_prefix || !models.hasLanguageModel) return [...chunks];
  const context = systemContext("ingestion", claimed.tenant, attempt.signal);
  const written = await writtenBefore(database, claimed);
  const placed = chunks.map((chunk) => ({ ...chunk, context: written.get(chunk.text) ?? null }));
  const model = await models.resolve(context).catch(unlessRefused);
  if (model === null) return placed;
  const missing = placed.filter((chunk) => chunk.context === null);
  let done = placed.length - missing.length;
  let failures = 0;
  let next = 0;
  async function work(entry: ModelEntry): Promise<void> {
    for (let chunk = missing[next++]; chunk !== undefined && failures < failuresInARow; chunk = missing[next++]) {
      chunk.context = await writeContext(dependencies, context, entry, claimed, extracted, chunk);
      failures = chunk.context === null ? failures + 1 : 0;
      attempt.counted(++done, placed.length, "passages");
    }
  }
  attempt.counted(done, placed.length, "passages");
  await Promise.all(Array.from({ length: askedAtOnce }, () => work(model)));
  attempt.signal.throwIfAborted();
  const without = placed.filter((chunk) => chunk.context === null).length;
  if (without > 0) log.warn({ version_id: claimed.version.id, passages: without }, "passages without context");
  return placed;
}

/** How much of a document a model is given: three characters a token are few in most scripts, and the smallest window still holds passage and rules. */
export function windowCharacters({ maxInputTokens }: Pick<ModelEntry, "maxInputTokens">): number {
  return Math.min(mostWindowCharacters, Math.max(0, maxInputTokens - 3_000) * 2);
}

/** Null when the model refuses or stays away. @throws the reason of the signal when the attempt ends */
async function writeContext(
  { models, reservations }: ContextDependencies,
  context: Context,
  model: ModelEntry,
  { version, documentName }: ClaimedVersion,
  extracted: ExtractedDocument,
  chunk: Chunk,
): Promise<string | null> {
  const { system, user } = contextPrompt(extracted, documentName, chunk, windowCharacters(model));
  const promptTokens = Math.ceil(user.length / 3) + rulesTokens;
  const costOf = () => models.estimateCost(model.name, { promptTokens, completionTokens: answerTokens });
  for (let tried = 1; tried <= tries; tried += 1) {
    try {
      const tokenCounts = [promptTokens + answerTokens];
      const { reservation } = await reserveBatch(reservations, context, { tokenCounts, costOf });
      try {
        const text = await models.generateText(context, reservation, {
          purpose: "context",
          model: model.name,
          messages: [
            { role: "system", content: system },
            { role: "user", content: user },
          ],
          maxOutputTokens: answerTokens,
          affinityKey: version.id,
          signal: context.signal,
        });
        const cleaned = cleanContext(text);
        return cleaned === "" ? null : cleaned;
      } finally {
        reservations.release(reservation);
      }
    } catch (error) {
      context.signal.throwIfAborted();
      unlessRefused(error);
    }
  }
  return null;
}

/** Trouble of models, limits and budgets costs the context, not the document. */
function unlessRefused(error: unknown): null {
  if (error instanceof ProblemError) return null;
  throw error;
}

/** Contexts by passage, of other versions of the document made from the same bytes. */
async function writtenBefore(database: Database, { version }: ClaimedVersion): Promise<Map<string, string>> {
  const rows = await database
    .select({ text: chunksTable.text, context: chunksTable.context })
    .from(chunksTable)
    .innerJoin(documentVersions, eq(documentVersions.id, chunksTable.versionId))
    .where(
      and(
        eq(chunksTable.documentId, version.documentId),
        eq(documentVersions.contentHash, version.contentHash),
        isNotNull(chunksTable.context),
      ),
    );
  return new Map(rows.flatMap(({ text, context }) => (context === null ? [] : [[text, context]])));
}
