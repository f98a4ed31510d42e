import { Readable } from "node:stream";
import type { Oversight } from "@eai/modules/oversight";
import { contentDisposition } from "../content-disposition.ts";
import type { RegisterRoute } from "../register-route.ts";

const csv = "text/csv; charset=utf-8; header=present";
const files = {
  csv: { mediaType: csv, name: (day: string) => `usage-${day}.csv` },
  jsonl: { mediaType: "application/jsonl; charset=utf-8", name: (day: string) => `usage-${day}.jsonl` },
  focus: { mediaType: csv, name: (day: string) => `usage-focus-${day}.csv` },
} as const;

export function registerUsageRoutes(register: RegisterRoute, oversight: Oversight): void {
  register("listUsage", ({ context, query }) => oversight.listUsage(context, query));

  register("summarizeUsage", ({ context, query }) => oversight.summarizeUsage(context, query));

  register("exportUsage", async ({ context, query, reply }) => {
    const pieces = await oversight.exportUsage(context, query);
    const { mediaType, name } = files[query.format];
    return reply
      .headers({
        "content-type": mediaType,
        "content-disposition": contentDisposition("attachment", name(new Date().toISOString().slice(0, 10))),
      })
      .send(Readable.from(pieces, { objectMode: false }));
  });

  register("getOwnUsage", ({ context }) => oversight.getOwnUsage(context));
}
