import { createHash, randomBytes } from "node:crypto";
import { type JWTPayload, SignJWT } from "jose";
import type { EmulatedPerson } from "./directory.ts";
import type { SigningKey } from "./signing-keys.ts";

/** A token before it is signed. Tests change it to what it must not be. */
export interface TokenDraft {
  header: { alg: string; typ?: string; kid?: string };
  claims: JWTPayload;
  key: SigningKey;
}

/** More groups than this do not fit into a token. */
const groupLimit = 200;

interface IdTokenInput {
  origin: string;
  /** Where a token would have its reader ask for the groups. A careful reader never does. */
  elsewhere: string;
  clientId: string;
  nonce: string | undefined;
  sessionId: string;
  now: number;
}

/** The claims of an ID token of version 2.0, for the home tenant of the person. */
export function idTokenClaims(person: EmulatedPerson, input: IdTokenInput): JWTPayload {
  const { clientId, now } = input;
  return withoutUndefined({
    ver: "2.0",
    iss: `${input.origin}/${person.tenantId}/v2.0`,
    aud: clientId,
    iat: now,
    nbf: now,
    exp: now + 3600,
    sub: pairwiseSubject(person, clientId),
    oid: person.objectId,
    tid: person.tenantId,
    name: person.name,
    preferred_username: person.userName,
    email: person.email,
    login_hint: `O.${Buffer.from(person.userName).toString("base64url")}`,
    sid: input.sessionId,
    uti: randomBytes(16).toString("base64url"),
    nonce: input.nonce,
    ...(person.roles.length > 0 ? { roles: person.roles } : {}),
    ...groupClaims(person, input.elsewhere),
    ...person.claims,
  });
}

/** The claims of an access token for an API that asks for tokens of version 2.0. */
export function accessTokenClaims(
  person: EmulatedPerson,
  input: { origin: string; audience: string; clientId: string; scope: string; now: number },
): JWTPayload {
  const { now } = input;
  return {
    ver: "2.0",
    iss: `${input.origin}/${person.tenantId}/v2.0`,
    aud: input.audience,
    iat: now,
    nbf: now,
    exp: now + 4500,
    sub: pairwiseSubject(person, input.audience),
    oid: person.objectId,
    tid: person.tenantId,
    azp: input.clientId,
    azpacr: "1",
    name: person.name,
    preferred_username: person.userName,
    scp: input.scope,
    uti: randomBytes(16).toString("base64url"),
  };
}

function groupClaims(person: EmulatedPerson, elsewhere: string): Record<string, unknown> {
  const { groupsInToken, groups } = person;
  if (groupsInToken === "hasgroups") return { hasgroups: true };
  if (groupsInToken === "omitted") return {};
  if (groupsInToken === "claim" && groups.length <= groupLimit) return groups.length > 0 ? { groups } : {};
  const endpoint = `${elsewhere}/v1.0/users/${person.objectId}/getMemberObjects`;
  return { _claim_names: { groups: "src1" }, _claim_sources: { src1: { endpoint } } };
}

/** Entra gives each application another `sub` for the same person. */
function pairwiseSubject({ tenantId, objectId }: EmulatedPerson, application: string): string {
  return createHash("sha256").update(`${tenantId}/${objectId}/${application}`).digest("base64url");
}

export async function signToken({ header, claims, key }: TokenDraft): Promise<string> {
  if (header.alg === "RS256")
    return new SignJWT(claims).setProtectedHeader({ ...header, alg: "RS256" }).sign(key.privateKey);
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const unsigned = `${encode(header)}.${encode(claims)}`;
  if (header.alg === "none") return `${unsigned}.`;
  const secret = new TextEncoder().encode(JSON.stringify(key.publicJwk));
  return new SignJWT(claims).setProtectedHeader({ ...header, alg: header.alg }).sign(secret);
}

function withoutUndefined(claims: Record<string, unknown>): JWTPayload {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}
