import type { Database, Log } from "@eai/modules/kernel";
import { createAuthenticateDirectory, type Directory } from "./directory.ts";
import { resourceTypes, schemas, serviceProviderConfig } from "./discovery.ts";
import { type ScimGroupVerbs, scimGroupVerbs } from "./groups.ts";
import { type ListResponse, listResponse } from "./list.ts";
import { ScimError } from "./scim-error.ts";
import { type ScimUserVerbs, scimUserVerbs } from "./users.ts";

/** SCIM 2.0 (RFC 7643, 7644) as directories use it to provision people and groups. */
export interface Scim extends ScimUserVerbs, ScimGroupVerbs {
  /** @throws ScimError 401 */
  authenticate(authorization: string | undefined, requestId: string): Promise<Directory>;
  serviceProviderConfig(): object;
  listResourceTypes(): ListResponse;
  getResourceType(id: string): object;
  listSchemas(): ListResponse;
  getSchema(id: string): object;
}

/**
 * @param webOrigin where directories reach the platform
 * @param oidcIssuer of the provider that is not Entra; undefined without one
 */
export function createScim(database: Database, webOrigin: string, log: Log, oidcIssuer: string | undefined): Scim {
  const baseUrl = `${webOrigin}/scim/v2`;
  const types = resourceTypes(baseUrl);
  const described = schemas(baseUrl);
  return {
    ...scimUserVerbs(database, baseUrl),
    ...scimGroupVerbs(database, baseUrl),
    authenticate: createAuthenticateDirectory(database, log, oidcIssuer),
    serviceProviderConfig: () => serviceProviderConfig(baseUrl),
    listResourceTypes: () => listResponse(types, types.length, 1),
    getResourceType: (id) => find(types, id),
    listSchemas: () => listResponse(described, described.length, 1),
    getSchema: (id) => find(described, id),
  };
}

function find(entries: readonly { id: string }[], id: string): object {
  const found = entries.find((entry) => entry.id.toLowerCase() === id.toLowerCase());
  if (!found) throw new ScimError(404, "There is no such resource.");
  return found;
}
