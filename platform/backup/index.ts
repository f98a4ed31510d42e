export { UnusableBackupError } from "./check-backup.ts";
export type { Manifest } from "./manifest.ts";
export { type Restored, restoreBackup, TargetNotEmptyError } from "./restore-backup.ts";
export { writeBackup } from "./write-backup.ts";
