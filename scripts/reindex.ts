import { parseArgs } from "node:util";
import { moveIndexTo } from "./reindex/move-index.ts";

// npm run reindex -- --to qdrant | --to pgvector: moves the search index of a running installation.

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { to: { type: "string" } } });
  if (values.to !== undefined) return moveIndexTo(values.to);
  console.error("Say where the search index is to move: npm run reindex -- --to qdrant, or --to pgvector");
  return 2;
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  return 2;
});
