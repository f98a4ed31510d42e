import { parseArgs } from "node:util";
import { reindexKnowledgeBases } from "./reindex/knowledge-bases.ts";
import { moveIndexTo } from "./reindex/move-index.ts";
import { runCommand } from "./run-command.ts";

// `npm run reindex`: prepares the documents of knowledge bases again, or moves the search index of an installation
// (`--to qdrant`, `--to pgvector`). Ends with 0 when all is done or begun, 1 when documents failed, 2 when it could not begin.

async function main(): Promise<number> {
  const given = process.argv.slice(2);
  const { values } = parseArgs({ args: given, options: { to: { type: "string" } }, strict: false });
  return typeof values.to === "string" ? moveIndexTo(values.to) : reindexKnowledgeBases(given);
}

await runCommand(main);
