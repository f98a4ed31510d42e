import { reindexKnowledgeBases } from "./reindex/knowledge-bases.ts";

// `npm run reindex`: prepares the documents of knowledge bases again. Ends with 0 when all are in use or begun, 1 when
// documents failed, 2 when it could not begin.

process.exitCode = await reindexKnowledgeBases(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  return 2;
});
