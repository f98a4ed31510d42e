export type { Barrier } from "./barrier.ts";
export type { JournalEntry } from "./journal.ts";
export type { Scenario } from "./scenarios.ts";
export { defaultDeployments, type ModelEmulator, type ModelEmulatorOptions, startModelEmulator } from "./server.ts";
