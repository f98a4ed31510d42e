import { type Actor, actors } from "./actors.ts";
import type { ThingKind } from "./things.ts";

// The policy in words of its own, for security reviewers: nothing here is taken from the code that decides.

/** `allowed` is any answer below 400; else the status of the refusal. */
export type Verdict = "allowed" | 400 | 401 | 403 | 404;
export type Rule = (actor: Actor, thing: ThingKind | undefined) => Verdict;

/**
 * @param allowed who may
 * @param refusal of everyone else with an account: 403 where they may know of it, 404 where they may not
 * @param except who is told something else
 */
export function only(
  allowed: readonly Actor[],
  refusal: 403 | 404,
  except: Partial<Record<Actor, Verdict>> = {},
): Rule {
  return (actor) => {
    if (actor === "anonymous") return 401;
    if (actor === "suspended") return 403;
    return except[actor] ?? (allowed.includes(actor) ? "allowed" : refusal);
  };
}

function byThing(rules: Partial<Record<ThingKind, Rule>>): Rule {
  return (actor, thing) => {
    const rule = thing && rules[thing];
    if (!rule) throw new Error(`no rule for ${thing}`);
    return rule(actor, thing);
  };
}

const signedIn = actors.filter((actor) => actor !== "anonymous" && actor !== "suspended");
const organization = signedIn.filter((actor) => actor !== "other tenant");
/** They administer the organisation of the owner as a whole. */
const administrators: readonly Actor[] = ["tenant admin", "platform admin"];
/** They administer something: that, the whole, or another organisation. */
const anyAdministrator: readonly Actor[] = [...administrators, "team admin", "other tenant"];

const managesShared = only(["owner", ...administrators], 403, { "other tenant": 404 });

const personalWriters = only(["owner"], 404, { member: 403 });
const sharedWriters = only(["owner", "editor", "team admin", ...administrators], 403, { "other tenant": 404 });

/** Who may. Personal things are their owner's alone, also before administrators. */
export const may = {
  /** Also without an account, and suspended. */
  everybody: (() => "allowed") satisfies Rule,
  /** No account opens it: it asks for a credential of another kind. */
  nobody: (() => 401) satisfies Rule,
  /** A way to sign in that this installation does not have: it does not exist. */
  nobodyUntilConfigured: (() => 404) satisfies Rule,
  signedIn: only(signedIn, 403),
  /** Who is signed in, once there is what it names: in this installation there is not. */
  signedInOnceConfigured: only([], 404),
  /** On what they administer themselves; each sees only that. */
  administrators: only(anyAdministrator, 403),
  auditors: only(["auditor", ...anyAdministrator], 403),
  /** On things of the owner's organisation as a whole: to other administrators these do not exist. */
  administerOrganization: only(administrators, 403, { "team admin": 404, "other tenant": 404 }),
  /** The same, and who audits it. */
  auditOrganization: only(["auditor", ...administrators], 403, { "team admin": 404, "other tenant": 404 }),
  /** What belongs to the installation as a whole. */
  platformAdministrators: only(["platform admin"], 403),
  /** Groups are of an organisation as a whole: a team's administrator makes none. */
  administerGroups: only([...administrators, "other tenant"], 403),
  /** One's own things: those of others do not exist. */
  theOwner: only(["owner"], 404),
  /** Who has the link and is in the organisation of whoever shared it, whatever their role. */
  readShared: only(organization, 404),
  /** `member` was given a personal knowledge base to read. */
  readKnowledge: byThing({
    "personal knowledge base": only(["owner", "member"], 404),
    "team knowledge base": only(organization, 404),
    "organization knowledge base": only(organization, 404),
  }),
  /** Readers who may not write are told so: they know of it anyway. */
  writeKnowledge: byThing({
    "personal knowledge base": personalWriters,
    "team knowledge base": sharedWriters,
    "organization knowledge base": sharedWriters,
  }),
  /** A re-index is for those who may write where it is. */
  writeReindex: byThing({
    "personal re-index": personalWriters,
    "team re-index": sharedWriters,
    "organization re-index": sharedWriters,
    "personal re-index in use": personalWriters,
    "team re-index in use": sharedWriters,
    "organization re-index in use": sharedWriters,
  }),
  /** The owner; of what is not personal also who administers it. `member` reads the personal one. */
  manageKnowledge: byThing({
    "personal knowledge base": only(["owner"], 404, { member: 403 }),
    "team knowledge base": managesShared,
    "organization knowledge base": managesShared,
    "personal document grant": only(["owner"], 404, { member: 403 }),
    "team document grant": managesShared,
    "organization document grant": managesShared,
  }),
  /** People and knowledge of one's own tenants; to those of elsewhere they do not exist. */
  explain: only(["auditor", ...administrators], 403, { "team admin": 404, "other tenant": 404 }),
  breakGlass: only(administrators, 403, { "team admin": 404, "other tenant": 404 }),
} as const;
