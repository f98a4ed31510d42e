import { randomUUID } from "node:crypto";
import type { CreatedDirectoryConnection } from "@eai/contract";
import type { LightMyRequestResponse } from "fastify";
import type { TestApi, TestPerson } from "./testing.ts";

export const directoryTenantId = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
const patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A directory with its token, as Entra's provisioning service speaks. */
export interface TestDirectory {
  id: string;
  token: string;
  send(method: Method, path: string, body?: object): Promise<LightMyRequestResponse>;
  /** A PATCH of these operations. */
  patch(path: string, operations: readonly object[]): Promise<LightMyRequestResponse>;
}

export interface UserOptions {
  userName: string;
  /** Entra's object id, where the mapping was changed to it. */
  externalId?: string;
  active?: boolean;
  displayName?: string;
}

/** Connects a directory as an administrator would. */
export async function connectDirectory(
  api: TestApi,
  administrator: TestPerson,
  more: Record<string, unknown> = {},
): Promise<TestDirectory> {
  const payload = { name: "Entra", provider: "microsoft", directory_tenant_id: directoryTenantId, ...more };
  const made = await administrator.request({ method: "POST", url: "/api/v1/directory-connections", payload });
  if (made.statusCode !== 201) throw new Error(`connect: ${made.statusCode} ${made.body}`);
  const { id, token } = made.json<CreatedDirectoryConnection>();
  if (token === null) throw new Error("no token");
  const send = (method: Method, path: string, body?: object) => sendScim(api, `Bearer ${token}`, method, path, body);
  return {
    id,
    token,
    send,
    patch: (path, operations) => send("PATCH", path, { schemas: [patchSchema], Operations: operations }),
  };
}

export function sendScim(
  api: TestApi,
  authorization: string | undefined,
  method: Method,
  path: string,
  body?: object | string,
): Promise<LightMyRequestResponse> {
  return api.request({
    method,
    url: `/scim/v2${path}`,
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined ? {} : { "content-type": "application/scim+json" }),
    },
    ...(body === undefined ? {} : { payload: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

/** The body with which Entra creates a user. */
export function userBody({ userName, externalId, active = true, displayName = "Ada Lovelace" }: UserOptions): object {
  return {
    schemas: [
      "urn:ietf:params:scim:schemas:core:2.0:User",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    ],
    ...(externalId === undefined ? {} : { externalId }),
    userName,
    active,
    displayName,
    emails: [{ primary: true, type: "work", value: userName }],
    meta: { resourceType: "User" },
    name: { formatted: displayName, familyName: "Lovelace", givenName: "Ada" },
    phoneNumbers: [{ type: "mobile", value: "+44 20 7946 0000" }],
    roles: [],
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { department: "Engines", manager: "none" },
  };
}

/** The body with which Entra creates a group. */
export function groupBody(displayName: string, externalId: string, memberIds: readonly string[] = []): object {
  return {
    schemas: [
      "urn:ietf:params:scim:schemas:core:2.0:Group",
      "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group",
    ],
    externalId,
    displayName,
    meta: { resourceType: "Group" },
    ...(memberIds.length > 0 ? { members: memberIds.map((value) => ({ value })) } : {}),
  };
}

/** A user as SCIM shows them. */
export interface ScimUser {
  id: string;
  userName: string;
  externalId?: string;
  active: boolean;
  displayName?: string;
  title?: string;
  name?: Record<string, string>;
  emails?: { value: string; type?: string; primary?: boolean }[];
  meta: { location: string };
  [key: string]: unknown;
}

export interface ScimList {
  totalResults: number;
  startIndex: number;
  itemsPerPage: number;
  Resources: ScimUser[];
}

let count = 0;

/** Has the directory create somebody. @param more in place of what stands in the body else */
export async function createScimUser(directory: TestDirectory, more: object = {}): Promise<ScimUser> {
  const userName = `person${++count}@example.com`;
  const made = await directory.send("POST", "/Users", userBody({ userName, externalId: randomUUID(), ...more }));
  if (made.statusCode !== 201) throw new Error(`create: ${made.statusCode} ${made.body}`);
  return made.json<ScimUser>();
}

export async function findScimUsers(directory: TestDirectory, filter: string): Promise<ScimList> {
  const answer = await directory.send("GET", `/Users?filter=${encodeURIComponent(filter)}`);
  if (answer.statusCode !== 200) throw new Error(`find: ${answer.statusCode} ${answer.body}`);
  return answer.json<ScimList>();
}
