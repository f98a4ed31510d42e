import { Readable } from "node:stream";
import type { Oversight } from "@eai/modules/oversight";
import { contentDisposition } from "../content-disposition.ts";
import type { RegisterRoute } from "../register-route.ts";

const mediaTypes = {
  csv: "text/csv; charset=utf-8; header=present",
  jsonl: "application/jsonl; charset=utf-8",
} as const;

export function registerAuditRoutes(register: RegisterRoute, oversight: Oversight): void {
  register("listAudit", ({ context, query }) => oversight.listAudit(context, query));

  register("exportAudit", async ({ context, query, reply }) => {
    const pieces = await oversight.exportAudit(context, query);
    const day = new Date().toISOString().slice(0, 10);
    return reply
      .headers({
        "content-type": mediaTypes[query.format],
        "content-disposition": contentDisposition("attachment", `audit-${day}.${query.format}`),
      })
      .send(Readable.from(pieces, { objectMode: false }));
  });

  register("verifyAudit", async ({ context }) => ({ data: await oversight.verifyAudit(context) }));
}
