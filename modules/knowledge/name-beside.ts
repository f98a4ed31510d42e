import type { Transaction } from "@eai/modules/kernel";
import { and, eq, inArray } from "drizzle-orm";
import { numberedName, numberOf } from "./document-name.ts";
import { documents, documentVersions } from "./tables.ts";
import type { StoredContent } from "./versions.ts";

interface NameBesideInput {
  knowledgeBaseId: string;
  /** Taken by a document that says something else. */
  name: string;
  stored: Pick<StoredContent, "contentHash" | "fileKey">;
}

/**
 * The numbered name for a file whose own name is taken: that of the document with the same bytes, or a free one. Locks
 * nothing, and looks up names a number of times that grows with the logarithm of how many there are.
 */
export async function nameBeside(transaction: Transaction, input: NameBesideInput): Promise<string> {
  return (await nameOfSame(transaction, input)) ?? numberedName(input.name, await freeNumber(transaction, input));
}

async function nameOfSame(
  transaction: Transaction,
  { knowledgeBaseId, name, stored }: NameBesideInput,
): Promise<string | undefined> {
  const rows = await transaction
    .select({ name: documents.name })
    .from(documentVersions)
    .innerJoin(documents, eq(documents.latestVersionId, documentVersions.id))
    .where(
      and(
        eq(documentVersions.fileKey, stored.fileKey),
        eq(documentVersions.contentHash, stored.contentHash),
        eq(documentVersions.knowledgeBaseId, knowledgeBaseId),
      ),
    );
  return rows.map((row) => row.name).find((found) => numberOf(found, name) !== null);
}

/** More files of one name than anybody keeps. */
const highestPower = 24;

/**
 * A number whose name is free while the one before it is taken: without gaps it is the lowest. The first free power of two is
 * looked for in one statement, and then the place between it and the one before, by halves.
 */
async function freeNumber(transaction: Transaction, { knowledgeBaseId, name }: NameBesideInput): Promise<number> {
  async function taken(numbers: readonly number[]): Promise<Set<string>> {
    const names = numbers.map((number) => numberedName(name, number));
    const rows = await transaction
      .select({ name: documents.name })
      .from(documents)
      .where(and(eq(documents.knowledgeBaseId, knowledgeBaseId), inArray(documents.name, names)));
    return new Set(rows.map((row) => row.name));
  }
  const powers = Array.from({ length: highestPower }, (_, exponent) => 2 ** (exponent + 1));
  const takenPowers = await taken(powers);
  let free = powers.find((number) => !takenPowers.has(numberedName(name, number))) ?? 2 ** (highestPower + 1);
  let lastTaken = free / 2;
  while (free - lastTaken > 1) {
    const middle = Math.floor((lastTaken + free) / 2);
    if ((await taken([middle])).size > 0) lastTaken = middle;
    else free = middle;
  }
  return free;
}
