import { parseArgs } from "node:util";
import { reindexKnowledgeBases } from "./reindex/knowledge-bases.ts";
import { moveIndexTo } from "./reindex/move-index.ts";

// `npm run reindex`: prepares the documents of knowledge bases again, or moves the search index of an installation
// (`--to qdrant`, `--to pgvector`). Ends with 0 when all is done or begun, 1 when documents failed, 2 when it could not begin.

async function main(given: string[]): Promise<number> {
  const { values } = parseArgs({ args: given, options: { to: { type: "string" } }, strict: false });
  return typeof values.to === "string" ? moveIndexTo(values.to) : reindexKnowledgeBases(given);
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  return 2;
});
