import type { en } from "./en/index.ts";

/** The shape of a message catalogue: English has it, and every other language must. */
export type Messages = typeof en;
