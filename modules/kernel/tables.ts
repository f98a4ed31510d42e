import { customType, index, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** `timestamptz` as a Date; every time in the database is an instant. */
export function instant(name: string) {
  return timestamp(name, { withTimezone: true, mode: "date", precision: 3 });
}

/** Raw bytes of a fixed array of 32-bit integers. */
export const intArrayColumn = customType<{ data: number[]; driverData: string }>({
  dataType: () => "integer[]",
  toDriver: (value) => `{${value.join(",")}}`,
});

/** What an `Idempotency-Key` made, written in the transaction that made it. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    actorId: text("actor_id").notNull(),
    key: text("key").notNull(),
    fingerprint: text("fingerprint").notNull(),
    resourceId: text("resource_id").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.actorId, table.key] }),
    index("idempotency_keys_created_at").on(table.createdAt),
  ],
);
