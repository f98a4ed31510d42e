import { z } from "zod";
import {
  createDirectoryConnectionSchema,
  createdDirectoryConnectionSchema,
  directoryConnectionPageSchema,
} from "./directory-connections.ts";
import { Permission } from "./identity.ts";
import { idSchema, pageQuerySchema } from "./pagination.ts";
import type { Route } from "./route.ts";

export const directoryConnectionRoutes = {
  listDirectoryConnections: {
    method: "GET",
    path: "/api/v1/directory-connections",
    tag: "identity",
    summary: "Directories that provision people by SCIM, newest first, revoked ones too",
    access: Permission.PeopleManage,
    query: pageQuerySchema,
    status: 200,
    response: directoryConnectionPageSchema,
    errors: [],
  },
  createDirectoryConnection: {
    method: "POST",
    path: "/api/v1/directory-connections",
    tag: "identity",
    summary: "Let a directory provision people and groups of an organisation",
    description:
      "For administrators of the whole organisation. The token is in this answer and nowhere else. A repeat with the same " +
      "`Idempotency-Key` has null in its place.",
    access: Permission.PeopleManage,
    body: createDirectoryConnectionSchema,
    status: 201,
    response: createdDirectoryConnectionSchema,
    errors: ["conflict", "not_found", "idempotency_key_reused"],
    idempotent: true,
  },
  revokeDirectoryConnection: {
    method: "DELETE",
    path: "/api/v1/directory-connections/{id}",
    tag: "identity",
    summary: "Refuse the directory's token from now on; the people it provisioned stay",
    access: Permission.PeopleManage,
    params: z.object({ id: idSchema("dir") }),
    status: 204,
    errors: [],
  },
} as const satisfies Record<string, Route>;
