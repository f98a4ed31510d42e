export { createDiskFileStore } from "./disk-file-store.ts";
export { removeAbandonedFiles, temporaryName } from "./temporary-files.ts";
export { writeTemporaryFile } from "./write-temporary-file.ts";
