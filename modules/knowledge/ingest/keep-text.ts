import { eq } from "drizzle-orm";
import { lockFile, removeUnusedFiles } from "../stored-files.ts";
import { documentVersions } from "../tables.ts";
import { writeTextFile } from "../text-file.ts";
import type { Attempt } from "./attempt.ts";
import type { ExtractedDocument } from "./document.ts";
import type { IngestionDependencies } from "./pipeline.ts";
import { throwStoreAway } from "./put-off.ts";

/** Another document with the same text may be deleted between writing and taking it into use. */
const mostTries = 3;

/**
 * Keeps the extracted text beside the original, so that a reader sees what offsets refer to.
 * @throws OvertakenError; the reason of the attempt's signal; PutOffError without room for it, or when the store is away
 */
export async function keepText(
  dependencies: Pick<IngestionDependencies, "database" | "files" | "log">,
  version: { id: string; sizeBytes: number },
  attempt: Attempt,
  extracted: ExtractedDocument,
): Promise<void> {
  const { files } = dependencies;
  const written = new Set<string>();
  try {
    for (let tried = 0; tried < mostTries; tried++) {
      const limitBytes = Number.MAX_SAFE_INTEGER;
      const { key } = await files.write(writeTextFile(extracted), { limitBytes, signal: attempt.signal });
      written.add(key);
      const isKept = await attempt.write(async (transaction) => {
        await lockFile(transaction, key);
        if (!(await files.exists(key))) return false;
        await transaction.update(documentVersions).set({ textFileKey: key }).where(eq(documentVersions.id, version.id));
        return true;
      });
      if (isKept) return;
    }
  } catch (error) {
    // Taken over, or deleted meanwhile.
    await removeUnusedFiles(dependencies, [...written]);
    attempt.signal.throwIfAborted();
    throwStoreAway(error);
  }
}
