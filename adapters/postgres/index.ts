export { listenToChanges } from "./changes.ts";
export { type Job, openJobQueue, type QueueBackend, type QueueDefinition, type RunningQueue } from "./job-queue.ts";
export { knownMigrations, migrateDatabase, NewerSchemaError } from "./migrate.ts";
export {
  migrateServerDatabase,
  openServerDatabase,
  type ServerDatabase,
  type ServerDatabaseOptions,
} from "./server-database.ts";
