import { z } from "zod";
import { Permission } from "./identity.ts";
import { idSchema, pageQuerySchema } from "./pagination.ts";
import type { Route } from "./route.ts";
import { putShareSchema, sharedMessagePageSchema, sharedSessionSchema, shareSchema } from "./shares.ts";

const sessionParams = z.object({ id: idSchema("ses") });
const shareParams = z.object({ share_id: idSchema("shr") });

export const shareRoutes = {
  getShare: {
    method: "GET",
    path: "/api/v1/sessions/{id}/share",
    tag: "chat",
    summary: "What of a session others may read",
    description: "404 while it is not shared.",
    access: Permission.ChatUse,
    params: sessionParams,
    status: 200,
    response: shareSchema,
    errors: [],
  },
  putShare: {
    method: "PUT",
    path: "/api/v1/sessions/{id}/share",
    tag: "chat",
    summary: "Share a session inside the organisation, or renew what is shown of it",
    description:
      "Everyone signed in to the organisation who has the link may read the branch that ends with `message_id`. Answers " +
      "that come later are not shown until it is renewed. The link stays the same.",
    access: Permission.ChatUse,
    params: sessionParams,
    body: putShareSchema,
    status: 200,
    response: shareSchema,
    errors: ["conflict", "answer_in_progress"],
  },
  deleteShare: {
    method: "DELETE",
    path: "/api/v1/sessions/{id}/share",
    tag: "chat",
    summary: "Stop sharing a session; its link never works again",
    access: Permission.ChatUse,
    params: sessionParams,
    status: 204,
    errors: [],
  },
  getSharedSession: {
    method: "GET",
    path: "/api/v1/shared-sessions/{share_id}",
    tag: "chat",
    summary: "A session that somebody in your organisation shared",
    access: Permission.ChatUse,
    params: shareParams,
    status: 200,
    response: sharedSessionSchema,
    errors: [],
  },
  listSharedMessages: {
    method: "GET",
    path: "/api/v1/shared-sessions/{share_id}/messages",
    tag: "chat",
    summary: "Its messages, oldest first",
    description:
      "An answer is withheld whole when you may not read every document it can come from. Filters, usage and feedback " +
      "are its owner's and never shown. Opening it, which is its first page, is in the audit log.",
    access: Permission.ChatUse,
    params: shareParams,
    query: pageQuerySchema,
    status: 200,
    response: sharedMessagePageSchema,
    errors: [],
  },
} as const satisfies Record<string, Route>;
