import { DirectoryInUseError } from "@eai/adapters/pglite";
import { createMovablePgvector } from "@eai/adapters/pgvector";
import { createLog, loadConfig, type MoveProgress, moveIndex, openDatabase, openQdrant } from "@eai/platform";
import { startProgress } from "../progress.ts";

/**
 * Copies the search index of this installation to the other kind, beside the running platform, and says what to do next.
 * @returns exit code: 0 done, 1 stopped and to be run again, 2 not possible
 */
export async function moveIndexTo(target: string): Promise<number> {
  if (target !== "qdrant" && target !== "pgvector") return refuse(`--to takes qdrant or pgvector, not ${target}.`);
  const { config, secrets } = loadConfig();
  if (config.index.kind !== "qdrant") {
    return refuse(
      target === "qdrant"
        ? "Set QDRANT_URL (and QDRANT_API_KEY) for this command. The platform itself gets it when the move is done."
        : "Leave QDRANT_URL set for this command: what is moved is read from there.",
    );
  }
  const log = createLog("warn", process.stderr);
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  process.once("SIGTERM", () => stopping.abort());
  const opened = await openDatabase(config.database, secrets, log).catch((error: unknown) => {
    if (!(error instanceof DirectoryInUseError)) throw error;
    console.error(`${error.message}\nOn the embedded database stop the platform first, and start it again afterwards.`);
    return null;
  });
  if (opened === null) return 2;
  try {
    const { database } = opened;
    const qdrant = openQdrant(config.index, secrets, { database, log });
    const pgvector = createMovablePgvector({ database });
    const [from, to] = target === "qdrant" ? [pgvector, qdrant.movable] : [qdrant.movable, pgvector];
    const report = await moveShown({ from, to, verify: true, signal: stopping.signal });
    if (target === "qdrant") await qdrant.removeStrays(stopping.signal);
    console.log(
      `${report.versions} documents with ${report.chunks} passages copied, ${report.before} were there already, ${report.gone} left meanwhile.`,
    );
    console.log(
      target === "qdrant"
        ? "Now set QDRANT_URL for the platform and restart it; what came in the meantime is taken over at its start."
        : "Now take QDRANT_URL from the platform and restart it. Run this once more afterwards, for what came in the meantime.",
    );
    return 0;
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    console.error("Stopped. What is copied stays; run it again to go on.");
    return 1;
  } finally {
    await opened.close();
  }
}

async function moveShown(input: Parameters<typeof moveIndex>[0]): ReturnType<typeof moveIndex> {
  const progress = startProgress();
  const onProgress = (now: MoveProgress) => progress.show({ ...now, words: `${now.done} of ${now.total} documents` });
  return moveIndex({ ...input, onProgress }).finally(progress.end);
}

function refuse(sentence: string): number {
  console.error(sentence);
  return 2;
}
