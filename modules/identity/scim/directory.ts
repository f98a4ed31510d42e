import { type Context, type Database, type Log, newId, systemContext } from "@eai/modules/kernel";
import { and, eq, isNull } from "drizzle-orm";
import { createNoteUse } from "../last-use.ts";
import type { ProviderId } from "../providers/settings.ts";
import { providerAccount } from "../providers/verified-identity.ts";
import { hashOfSecret } from "../secret-key.ts";
import { directoryConnections, tenants } from "../tables.ts";
import { ScimError } from "./scim-error.ts";

/** Who provisions: the connection whose token the request has. It decides the organisation, and nothing else can. */
export interface Directory {
  connectionId: string;
  /** The root tenant. */
  organizationId: string;
  /** Whose sign-ins it provisions people for. */
  providerId: ProviderId;
  directoryTenantId: string | null;
  /** Entra's `tid`, or the issuer of another provider; null while none is configured. */
  realm: string | null;
  /** Acts as the system, as `directory:<connection>`, in the root tenant. */
  context: Context;
}

/**
 * @param oidcIssuer of the provider that is not Entra; undefined without one
 * @returns a function that takes the `Authorization` header and the id of the request
 * @throws ScimError 401 for everything but the token of a connection that was not revoked
 */
export function createAuthenticateDirectory(
  database: Database,
  log: Log,
  oidcIssuer: string | undefined,
): (authorization: string | undefined, requestId: string) => Promise<Directory> {
  const noteUse = createNoteUse(database, directoryConnections, log);

  return async (authorization, requestId) => {
    const [, token = ""] = /^Bearer ([\w-]{1,200})$/i.exec(authorization?.trim() ?? "") ?? [];
    const hash = hashOfSecret("eaiscim", token);
    if (hash === undefined) throw unauthorized();
    const [row] = await database
      .select({ connection: directoryConnections, path: tenants.path })
      .from(directoryConnections)
      .innerJoin(tenants, eq(tenants.id, directoryConnections.organizationId))
      .where(and(eq(directoryConnections.hash, hash), isNull(directoryConnections.revokedAt)));
    if (!row) throw unauthorized();
    const { id, organizationId, providerId, directoryTenantId } = row.connection;
    noteUse(row.connection);
    const context = systemContext(`directory:${id}`, { id: organizationId, path: row.path });
    return {
      connectionId: id,
      organizationId,
      providerId,
      directoryTenantId,
      realm: providerId === "microsoft" ? directoryTenantId : (oidcIssuer ?? null),
      context: { ...context, requestId: requestId || newId("req"), channel: "api" },
    };
  };
}

function unauthorized(): ScimError {
  return new ScimError(401, "Send the token of a directory connection: Authorization: Bearer …");
}

/** The key under which a person of the directory signs in; none without an id of theirs. Never an e-mail address. */
export function accountKey({ providerId, realm }: Directory, externalId: string | undefined): string | undefined {
  if (externalId === undefined || externalId === "" || realm === null) return undefined;
  // Entra writes its ids in small letters wherever it vouches for somebody.
  const objectId = providerId === "microsoft" ? externalId.toLowerCase() : externalId;
  return providerAccount(providerId, realm, objectId).accountId;
}
