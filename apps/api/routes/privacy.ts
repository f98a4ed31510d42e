import { Readable } from "node:stream";
import type { Oversight } from "@eai/modules/oversight";
import type { FastifyReply } from "fastify";
import { contentDisposition } from "../content-disposition.ts";
import type { RegisterRoute } from "../register-route.ts";

export function registerPrivacyRoutes(register: RegisterRoute, oversight: Oversight): void {
  register("exportMe", async ({ context, reply }) => sendArchive(reply, await oversight.exportMe(context)));

  register("exportPerson", async ({ context, params, reply }) =>
    sendArchive(reply, await oversight.exportPerson(context, params.id)),
  );

  register("erasePerson", ({ context, params, body }) => oversight.erasePerson(context, params.id, body.confirm));
}

/** A failure on the way breaks the connection: half an archive must not look like a whole one. */
function sendArchive(reply: FastifyReply, pieces: AsyncIterable<Uint8Array>): FastifyReply {
  const day = new Date().toISOString().slice(0, 10);
  return reply
    .headers({
      "content-type": "application/zip",
      "content-disposition": contentDisposition("attachment", `personal-data-${day}.zip`),
    })
    .send(Readable.from(pieces, { objectMode: false }));
}
