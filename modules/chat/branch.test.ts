import { rowsOf } from "@eai/modules/kernel";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { branchFrom } from "./branch.ts";

let opened: TestDatabase;
beforeAll(async () => {
  opened = await createTestDatabase();
  const { database } = opened;
  await database.execute(sql`insert into people (id, name, email) values ('usr_1', 'Ada', 'ada@example.com')`);
  await database.execute(sql`insert into conversations (id, tenant_id, person_id, title, title_source, knowledge_base_ids)
    values ('ses_1', 'ten_1', 'usr_1', 'A', 'person', '{}')`);
  await database.execute(sql`insert into messages (id, conversation_id, ordinal, parent_id, role, text, state)
    select 'msg_' || o, 'ses_1', o, case when o > 0 then 'msg_' || o - 1 end,
      case when o % 2 = 0 then 'user' else 'assistant' end, 'Said', 'complete'
    from generate_series(0, 9) o`);
});
afterAll(() => opened.close());

const ordinals = async (...rest: [most: number, after?: number]) =>
  (
    await rowsOf<{ ordinal: number }>(
      opened.database,
      sql`select ordinal from ${branchFrom(sql`'msg_9'`, ...rest)} told order by place`,
    )
  ).map(({ ordinal }) => ordinal);

test("a branch is read from its end, and no further back than it is asked for", async () => {
  expect(await ordinals(100)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  expect(await ordinals(3)).toEqual([9, 8, 7]);
  expect(await ordinals(100, 5)).toEqual([9, 8, 7, 6]);
  expect(await ordinals(3, 5)).toEqual([9, 8, 7]);
});
