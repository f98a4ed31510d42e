import { type Context, type Database, describeError, type Log, textArray } from "@eai/modules/kernel";
import { and, between, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { readsDocument } from "../access.ts";
import type { FileStore } from "../file-store.ts";
import { chunks, documents, documentVersions, knowledgeBases } from "../tables.ts";
import { readTextFile } from "../text-file.ts";
import type { Passage } from "./passages.ts";
import { type Neighbour, type Room, type Surroundings, surroundingsOf } from "./surroundings.ts";

export interface WidenInput {
  passages: readonly Passage[];
  /** Tokens to be added to all of them together. */
  roomTokens: number;
  countTokens(text: string): number;
}

export interface WidenVerbs {
  /**
   * Short passages with what stands around them in their section, as exact slices of the extracted text. Access is asked
   * again, as for the passage itself. One stays as it is where nothing around it fits, where the text is not kept or
   * cannot be read, and where it is no plain slice (a table that goes on has its header repeated).
   */
  widenPassages(context: Context, input: WidenInput): Promise<Passage[]>;
}

interface Dependencies {
  database: Database;
  files: FileStore;
  log: Log;
}

const belowTokens = 120;
const mostTokens = 320;
/** On each side; the passages of a section are seldom shorter. */
const mostNeighbours = 4;
/** A kept text is read from its beginning: what stands behind this, in UTF-16 units, would cost too much for a sentence more. */
const farthestCharacter = 2_000_000;

const found = alias(chunks, "found");

export function widenVerbs(dependencies: Dependencies): WidenVerbs {
  return {
    async widenPassages(context, { passages, roomTokens, countTokens }) {
      const tokens = new Map(passages.map((passage) => [passage, countTokens(passage.text)]));
      const short = passages.filter((passage) => isShortSlice(passage, tokens.get(passage) ?? 0));
      if (short.length === 0) return [...passages];
      const rows = await readNeighbours(dependencies.database, context, short);
      const taken = new Set(passages.flatMap(({ mergedFrom }) => mergedFrom));
      let left = roomTokens;
      const places = new Map<Passage, Surroundings>();
      for (const passage of short) {
        const own = tokens.get(passage) ?? 0;
        const room: Room = { belowTokens, mostTokens: Math.min(mostTokens, own + left) };
        const place = surroundingsOf(passage, own, rows, room, taken);
        if (place === null || place.end > farthestCharacter) continue;
        for (const chunkId of place.mergedFrom) taken.add(chunkId);
        left -= rows
          .filter(({ chunkId }) => place.mergedFrom.includes(chunkId) && !passage.mergedFrom.includes(chunkId))
          .reduce((sum, { tokenCount }) => sum + tokenCount, 0);
        places.set(passage, place);
      }
      return Promise.all(
        passages.map(async (passage) => {
          const place = places.get(passage);
          const key = rows.find(({ versionId }) => versionId === passage.versionId)?.textFileKey ?? null;
          return (place && key !== null && (await widened(dependencies, passage, place, key))) || passage;
        }),
      );
    },
  };
}

function isShortSlice({ text, start, end }: Passage, tokens: number): boolean {
  return tokens < belowTokens && text.length === end - start;
}

function readNeighbours(
  database: Database,
  context: Context,
  passages: readonly Passage[],
): Promise<(Neighbour & { textFileKey: string | null })[]> {
  const ids = passages.flatMap(({ mergedFrom }) => mergedFrom);
  return database
    .selectDistinct({
      chunkId: chunks.id,
      versionId: chunks.versionId,
      ordinal: chunks.ordinal,
      start: chunks.startChar,
      end: chunks.endChar,
      pageFrom: chunks.pageFrom,
      pageTo: chunks.pageTo,
      headingPath: chunks.headingPath,
      tokenCount: chunks.tokenCount,
      textFileKey: documentVersions.textFileKey,
    })
    .from(found)
    .innerJoin(
      chunks,
      and(
        eq(chunks.versionId, found.versionId),
        between(
          chunks.ordinal,
          sql`${found.ordinal} - ${mostNeighbours}::int`,
          sql`${found.ordinal} + ${mostNeighbours}::int`,
        ),
      ),
    )
    .innerJoin(documents, and(eq(documents.id, chunks.documentId), eq(documents.currentVersionId, chunks.versionId)))
    .innerJoin(documentVersions, eq(documentVersions.id, chunks.versionId))
    .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
    .where(and(sql`${found.id} = any(${textArray(ids)})`, readsDocument(context)));
}

async function widened(
  { files, log }: Dependencies,
  passage: Passage,
  place: Surroundings,
  key: string,
): Promise<Passage | null> {
  try {
    const stream = await files.open(key);
    if (stream === null) return null;
    const { text } = await readTextFile(stream, { from: place.start, to: place.end });
    const own = passage.start - place.start;
    const isSame = text.length === place.end - place.start && text.startsWith(passage.text, own);
    return isSame ? { ...passage, ...place, text } : null;
  } catch (error) {
    log.warn({ document_id: passage.documentId, ...describeError(error) }, "passage not widened");
    return null;
  }
}
