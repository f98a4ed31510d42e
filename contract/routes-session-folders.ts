import { z } from "zod";
import { Permission } from "./identity.ts";
import { idSchema } from "./pagination.ts";
import type { Route } from "./route.ts";
import { sessionFolderListSchema, sessionFolderSchema, writeSessionFolderSchema } from "./session-folders.ts";

const params = z.object({ id: idSchema("fld") });

export const sessionFolderRoutes = {
  listSessionFolders: {
    method: "GET",
    path: "/api/v1/session-folders",
    tag: "chat",
    summary: "Your folders of sessions, by name",
    access: Permission.ChatUse,
    status: 200,
    response: sessionFolderListSchema,
    errors: [],
  },
  createSessionFolder: {
    method: "POST",
    path: "/api/v1/session-folders",
    tag: "chat",
    summary: "Add a folder of sessions",
    description: "At most 100; no two with one name, in capitals or not.",
    access: Permission.ChatUse,
    body: writeSessionFolderSchema,
    status: 201,
    response: sessionFolderSchema,
    errors: ["conflict", "idempotency_key_reused"],
    idempotent: true,
  },
  updateSessionFolder: {
    method: "PATCH",
    path: "/api/v1/session-folders/{id}",
    tag: "chat",
    summary: "Rename a folder of sessions",
    access: Permission.ChatUse,
    params,
    body: writeSessionFolderSchema,
    status: 200,
    response: sessionFolderSchema,
    errors: ["conflict"],
  },
  deleteSessionFolder: {
    method: "DELETE",
    path: "/api/v1/session-folders/{id}",
    tag: "chat",
    summary: "Delete a folder; its sessions stay, in no folder",
    access: Permission.ChatUse,
    params,
    status: 204,
    errors: [],
  },
} as const satisfies Record<string, Route>;
