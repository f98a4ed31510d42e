import type { Actor } from "./actors.ts";
import type { Rule } from "./policy.ts";
import type { Ids, ThingKind } from "./things.ts";

/** How a route is tried, and who may use it. */
export interface RouteCase {
  may: Rule;
  /** The kinds of things it is tried on, each a row of the table. Left out: it names nothing that belongs to somebody. */
  on?: readonly ThingKind[];
  /** JSON, or what makes it of the things' ids and of who asks. */
  body?: object | ((ids: Ids, actor: Actor) => object);
  /** Sends a file instead. */
  file?: true;
  /** With the question mark. */
  query?: string;
  /** The call ends the sign-in it came with: it is put back for the next one. */
  endsSignIn?: true;
}
