import type { Identity } from "@eai/modules/identity";
import type { Knowledge } from "@eai/modules/knowledge";
import { attachmentHeaders } from "../content-disposition.ts";
import type { RegisterRoute } from "../register-route.ts";

export function registerExplainRoutes(register: RegisterRoute, identity: Identity, knowledge: Knowledge): void {
  register("explainAccess", async ({ context, body }) => {
    const { person_id, ...input } = body;
    return knowledge.explainAccess(context, await identity.viewPerson(context, person_id), input);
  });

  register("explainSearch", async ({ context, body }) => {
    const { person_id, ...input } = body;
    return knowledge.explainSearch(context, await identity.viewPerson(context, person_id), input);
  });

  register("readWithBreakGlass", async ({ context, params, body, reply }) => {
    const { stream, mediaType, name, sizeBytes } = await knowledge.readWithBreakGlass(
      context,
      params.document_id,
      body.reason,
    );
    return reply
      .headers({
        ...attachmentHeaders(name, mediaType),
        "content-length": sizeBytes,
        "cache-control": "private, no-store",
      })
      .send(stream);
  });
}
