import { rowsOf } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, type World } from "./route-matrix/actors.ts";
import { cases } from "./route-matrix/cases.ts";
import { makeThing } from "./route-matrix/things.ts";
import { createTestApi } from "./testing.ts";

let world: World;

beforeAll(async () => {
  world = await createWorld(await createTestApi());
});
afterAll(() => world.api[Symbol.asyncDispose]());

/** What was asked for is recorded there, which is no change that another site's page could be after. */
const records = ["audit_events", "audit_heads", "audit_seals"];

/** A digest of every row of every table. */
async function digest(): Promise<Record<string, string>> {
  const { database } = world.api.platform;
  const tables = await rowsOf<{ name: string }>(
    database,
    sql`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  const digests: Record<string, string> = {};
  for (const { name } of tables.filter((table) => !records.includes(table.name))) {
    const [row] = await rowsOf<{ digest: string }>(
      database,
      sql.raw(`select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from "${name}" t`),
    );
    digests[name] = row?.digest ?? "";
  }
  return digests;
}

test("A24 no GET and no HEAD of any route changes a row", async () => {
  const reads = cases.filter(({ method }) => method === "GET");
  expect(reads.length).toBeGreaterThan(15);
  for (const tried of reads) {
    for (const thing of tried.on ?? ([undefined] as const)) {
      const ids = thing === undefined ? {} : await makeThing(world, thing);
      const url = tried.path.replace(/\{(\w+)\}/g, (_, key: string) => ids[key] ?? "") + (tried.query ?? "");
      // The first token of an installation makes its key.
      await world.person("owner").request({ method: "GET", url: "/api/auth/token" });
      const before = await digest();
      for (const method of ["GET", "HEAD"] as const) {
        for (const actor of ["owner", "platform admin", "stranger"] as const) {
          await world.person(actor).request({ method, url });
        }
        await world.api.request({ method, url });
      }
      expect(await digest(), `${tried.path} on ${thing}`).toEqual(before);
    }
  }
});
