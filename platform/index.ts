export { type Config, type LoadedConfig, loadConfig } from "./config.ts";
export { ConfigurationError } from "./configuration-error.ts";
export { createLog } from "./create-log.ts";
export { createPlatform, type Platform, type PlatformOptions } from "./create-platform.ts";
export { openLogSink } from "./log-sink.ts";
export { type MoveProgress, moveIndex } from "./move-index.ts";
export { type OpenedDatabase, openDatabase } from "./open-database.ts";
export { openQdrant } from "./open-index.ts";
export type { Secrets } from "./secrets.ts";
