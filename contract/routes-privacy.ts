import { z } from "zod";
import { Permission } from "./identity.ts";
import { idSchema } from "./pagination.ts";
import { erasePersonSchema } from "./privacy.ts";
import type { Route } from "./route.ts";

const personParams = z.object({ id: idSchema("usr") });

export const privacyRoutes = {
  exportMe: {
    method: "GET",
    path: "/api/v1/me/export",
    tag: "oversight",
    summary: "Everything that is kept of you, as a ZIP archive",
    access: Permission.AccountManage,
    status: 200,
    responseType: "application/zip",
    errors: [],
  },
  exportPerson: {
    method: "GET",
    path: "/api/v1/people/{id}/export",
    tag: "oversight",
    summary: "Everything that is kept of a person, as a ZIP archive",
    description:
      "For answering a person who asks what is kept of them. It holds their conversations and the files they stored for " +
      "themselves alone. Recorded as `person.export`.",
    access: Permission.PrivacyManage,
    params: personParams,
    status: 200,
    responseType: "application/zip",
    errors: [],
  },
  erasePerson: {
    method: "POST",
    path: "/api/v1/people/{id}/erase",
    tag: "oversight",
    summary: "Erase a person for good",
    description:
      "Ends every way in at once and removes who they were, their conversations, and their personal knowledge bases with " +
      "files. What they made for a team or the organisation stays, and so do usage and audit rows, under an id without a name.",
    access: Permission.PrivacyManage,
    params: personParams,
    body: erasePersonSchema,
    status: 204,
    errors: ["conflict"],
  },
} as const satisfies Record<string, Route>;
