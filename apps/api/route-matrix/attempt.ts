import type { InjectOptions } from "fastify";
import type { Actor, ActorWithAccount, World } from "./actors.ts";
import type { NamedCase } from "./cases.ts";
import { type Ids, makeThing } from "./things.ts";

/** The ids of a new thing of the first kind that a route is tried on; none where it names nothing. */
export async function newIds(world: World, tried: NamedCase): Promise<Ids> {
  const thing = tried.on?.[0];
  return thing === undefined ? {} : makeThing(world, thing);
}

export function bodyOf(tried: NamedCase, ids: Ids, actor: Actor): object | undefined {
  return typeof tried.body === "function" ? tried.body(ids, actor) : tried.body;
}

/** Method and address, with the ids in their places. */
export function targetOf(tried: NamedCase, ids: Ids): Pick<InjectOptions, "method"> & { url: string } {
  const url = tried.path.replace(/\{(\w+)\}/g, (_, key: string) => ids[key] ?? "") + (tried.query ?? "");
  return { method: tried.method, url };
}

const mostPermitted = ["owner", "tenant admin", "platform admin"] as const;

/** False for ways in that are not configured and those of a directory, which have tests of their own. */
export function isOpenToSomebody(tried: NamedCase): boolean {
  return findActor(tried) !== undefined;
}

/** Somebody who may use a route. */
export function actorFor(tried: NamedCase): ActorWithAccount {
  const actor = findActor(tried);
  if (!actor) throw new Error(`nobody may ${tried.method} ${tried.path}`);
  return actor;
}

function findActor(tried: NamedCase): ActorWithAccount | undefined {
  return mostPermitted.find((name) => tried.may(name, tried.on?.[0]) === "allowed");
}
