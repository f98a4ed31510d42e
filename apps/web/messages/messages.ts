import type { frame } from "./en/frame.ts";
import type { en } from "./en/index.ts";

/** The shape of a message catalogue: English has it, and every other language must. */
export type Messages = typeof en;

/** The part of it that every page loads, those before signing in too. */
export type FrameMessages = typeof frame;
