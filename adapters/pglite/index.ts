export { CopyFailedError, copyDatabase, requestCopy } from "./copy-database.ts";
export { DirectoryInUseError, lockDirectory } from "./directory-lock.ts";
export { type EmbeddedDatabase, openEmbeddedDatabase } from "./embedded-database.ts";
export type { ThreadClient } from "./thread-client.ts";
