import { type Changes, type Database, type Log, ProblemError } from "@eai/modules/kernel";
import { and, eq, gt, type SQL, sql } from "drizzle-orm";
import { ensureEnrolled } from "./auth-adapter.ts";
import { createAuthenticateByApiKey, readApiKey } from "./authenticate-by-api-key.ts";
import {
  type Authenticated,
  needsGroups,
  type PersonRow,
  personColumns,
  present,
  type SignInRow,
  signInColumns,
} from "./authenticated-person.ts";
import { isLoopback } from "./client-address.ts";
import { createDeveloper, developer, type SignUpPolicy } from "./enrolment.ts";
import { type EntraTokens, unknownEntraPerson } from "./providers/entra-access-token.ts";
import type { RefreshGroups } from "./providers/refresh-groups.ts";
import { requireSameOrigin } from "./same-origin.ts";
import { readSignInToken } from "./session-cookie.ts";
import type { PublicKeys } from "./signing-keys.ts";
import { memberships, people, signIns, tenants } from "./tables.ts";
import { invalidToken, verifyToken } from "./verify-token.ts";

/** A request as far as it says who sends it. */
export interface IncomingRequest {
  method: string;
  headers: Headers;
  /** Address at the other end of the socket. */
  peer: string | undefined;
  requestId: string;
}

export interface AuthenticateDependencies {
  database: Database;
  changes: Changes;
  keys: PublicKeys;
  secret: string;
  cookieName: string;
  webOrigin: string;
  allowedOrigins: ReadonlySet<string>;
  signUp: SignUpPolicy;
  devBypass: boolean;
  /** Access tokens of Entra; undefined: none is accepted. */
  entra: EntraTokens | undefined;
  /** Asks a person's directory for their groups again. True when what is known of the person is out of date. */
  refreshGroups: RefreshGroups;
  log: Log;
}

type SignedInRow = PersonRow & SignInRow;

/**
 * Decides who sends a request: an API key, a bearer token, the cookie, or in development the bypass header. Role, tenant and
 * suspension are read from the database each time, or for an API key whenever it announces a change, so that a change holds
 * at the next request.
 * @returns a function that gives null when the request names nobody, and throws ProblemError `unauthenticated`,
 * `suspended` or `permission_denied` (a cookie sent by another site's page)
 */
export function createAuthenticate(
  dependencies: AuthenticateDependencies,
): (request: IncomingRequest) => Promise<Authenticated | null> {
  const { database } = dependencies;
  const byApiKey = createAuthenticateByApiKey(dependencies);

  async function find(condition: SQL, request: IncomingRequest): Promise<SignedInRow | undefined> {
    let row = await readPerson(database, condition);
    if (row && needsGroups(row) && (await dependencies.refreshGroups(row.id, request.requestId))) {
      row = await readPerson(database, condition);
    }
    if (!row || row.role !== null) return row;
    await database.transaction((transaction) =>
      ensureEnrolled(transaction, row.id, dependencies.signUp, request.requestId),
    );
    return readPerson(database, condition);
  }

  async function byToken(authorization: string, request: IncomingRequest): Promise<Authenticated> {
    const [, token] = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization.trim()) ?? [];
    if (token === undefined) throw invalidToken();
    if (dependencies.entra?.isItsToken(token)) {
      const person = await find(await dependencies.entra.personOf(token), request);
      if (!person) throw unknownEntraPerson();
      return present(person, "entra_token");
    }
    const { personId, signInId } = await verifyToken(token, dependencies.keys, dependencies.webOrigin);
    const row = await find(all(eq(people.id, personId), eq(signIns.id, signInId), notExpired), request);
    if (!row) throw invalidToken();
    return present(row, "token");
  }

  async function byCookie(cookies: string, request: IncomingRequest): Promise<Authenticated | null> {
    const token = readSignInToken(cookies, dependencies.cookieName, dependencies.secret);
    if (token === undefined) return null;
    const row = await find(all(eq(signIns.token, token), notExpired), request);
    if (!row) return null;
    requireSameOrigin(request.method, request.headers, dependencies.allowedOrigins);
    return present(row, "cookie");
  }

  async function asDeveloper(request: IncomingRequest): Promise<Authenticated> {
    const condition = eq(people.id, developer.id);
    let row = await readPerson(database, condition);
    if (!row) {
      await database.transaction((transaction) => createDeveloper(transaction, request.requestId));
      row = await readPerson(database, condition);
    }
    if (!row) throw new ProblemError("unauthenticated", "The developer's account could not be made.");
    return present(row, "dev_bypass");
  }

  return async (request) => {
    const { headers } = request;
    const apiKey = readApiKey(headers);
    if (apiKey !== undefined) return byApiKey(apiKey, request.requestId);
    const authorization = headers.get("authorization");
    if (authorization !== null) return byToken(authorization, request);
    if (dependencies.devBypass && asksForBypass(request)) return asDeveloper(request);
    const cookies = headers.get("cookie");
    return cookies === null ? null : byCookie(cookies, request);
  };
}

/** Only a program on this machine that talks to the API itself: whatever came through a proxy is somebody else. */
function asksForBypass({ headers, peer }: IncomingRequest): boolean {
  if (headers.get("x-dev-bypass") !== "true" || !isLoopback(peer)) return false;
  const names = [...headers.keys()];
  const proxied = names.some((name) => name.startsWith("x-forwarded-") || name === "forwarded" || name === "via");
  // A browser page of another site can reach the loopback address too.
  return !proxied && headers.get("origin") === null && headers.get("sec-fetch-site") === null;
}

const notExpired = gt(signIns.expiresAt, sql`now()`);

async function readPerson(database: Database, condition: SQL): Promise<SignedInRow | undefined> {
  const [row] = await database
    .select({ ...personColumns, ...signInColumns })
    .from(people)
    .leftJoin(memberships, eq(memberships.personId, people.id))
    .leftJoin(tenants, eq(tenants.id, memberships.tenantId))
    .leftJoin(signIns, eq(signIns.userId, people.id))
    .where(condition)
    .limit(1);
  return row;
}

function all(...conditions: SQL[]): SQL {
  return and(...conditions) ?? sql`false`;
}
