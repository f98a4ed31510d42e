import {
  type OwnUsage,
  Permission,
  timeSchema,
  type UsageGroup,
  type UsageRecord,
  type UsageSummary,
  type usageExportQuerySchema,
  usageGroups,
  type usageQuerySchema,
  type usageSummaryQuerySchema,
} from "@eai/contract";
import { recordAudit, usageRecords } from "@eai/modules/governance";
import { requirePermission } from "@eai/modules/identity";
import {
  actorId,
  type Clock,
  type Context,
  type Database,
  decodeCursor,
  type Page,
  ProblemError,
  toPage,
} from "@eai/modules/kernel";
import { and, desc, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { exportUsageRows } from "./usage-export.ts";
import { placeOf, presentUsageRow, recordsInScope, selectUsageRows, usageScopeOf } from "./usage-rows.ts";
import { sumUsage } from "./usage-sums.ts";

export interface UsageVerbs {
  /** Newest first. @throws ProblemError `not_found` for a tenant the actor does not administer, `permission_denied` */
  listUsage(context: Context, input: z.output<typeof usageQuerySchema>): Promise<Page<UsageRecord>>;
  /** @throws ProblemError as `listUsage`; `validation_failed` for a time that ends before it begins */
  summarizeUsage(context: Context, input: z.output<typeof usageSummaryQuerySchema>): Promise<UsageSummary>;
  /**
   * Pieces of the file, oldest first, up to this moment. Recorded before the first.
   * @throws ProblemError as `listUsage`
   */
  exportUsage(context: Context, input: z.output<typeof usageExportQuerySchema>): Promise<AsyncIterable<string>>;
  /** What whoever asks has used themselves. */
  getOwnUsage(context: Context): Promise<OwnUsage>;
}

export interface UsageVerbsDependencies {
  database: Database;
  clock: Clock;
}

export function usageVerbs({ database, clock }: UsageVerbsDependencies): UsageVerbs {
  return {
    async listUsage(context, { limit, cursor, ...filter }) {
      requirePermission(context, Permission.UsageRead);
      const condition = and(recordsInScope(await usageScopeOf(database, context, filter)), before(cursor));
      const order = [desc(usageRecords.createdAt), desc(usageRecords.id)];
      const rows = await selectUsageRows(database, condition, order, limit + 1);
      return toPage(rows, limit, presentUsageRow, placeOf);
    },

    async summarizeUsage(context, { group_by, ...filter }) {
      requirePermission(context, Permission.UsageRead);
      const now = new Date(clock());
      const from = filter.from === undefined ? monthOf(now) : new Date(filter.from);
      const to = filter.to === undefined ? now : new Date(filter.to);
      if (from > to) throw backwards();
      const scope = await usageScopeOf(database, context, filter);
      const groupBy = usageGroups.filter((group) => group_by.split(",").includes(group));
      const { groups, truncated, totals } = await sumUsage(database, { scope, from, to, groupBy });
      return { from: from.toISOString(), to: to.toISOString(), group_by: groupBy, data: groups, truncated, totals };
    },

    async exportUsage(context, { format, ...filter }) {
      requirePermission(context, Permission.UsageRead);
      const scope = await usageScopeOf(database, context, filter);
      await database.transaction((transaction) =>
        recordAudit(transaction, context, {
          action: "usage.export",
          resourceKind: "usage",
          resourceId: filter.tenant_id ?? context.tenantId,
          changes: { format, filters: filter },
        }),
      );
      const until = filter.to ?? new Date(clock()).toISOString();
      return exportUsageRows(database, { ...scope, filter: { ...filter, to: until } }, format);
    },

    async getOwnUsage(context) {
      const now = new Date(clock());
      const scope = { tenantIds: null, filter: { person_id: actorId(context.actor) } };
      const sumBy = (group: UsageGroup) =>
        sumUsage(database, { scope, from: monthOf(now), to: new Date(now.getTime() + 1), groupBy: [group] });
      const [byDay, byModel] = [await sumBy("day"), await sumBy("model")];
      const today = byDay.groups.find(({ day }) => day === now.toISOString().slice(0, 10));
      return {
        today: today ? { ...today } : noUsage,
        month: byDay.totals,
        by_day: byDay.groups,
        by_model: byModel.groups,
      };
    },
  };
}

const noUsage = {
  calls: 0,
  estimated_calls: 0,
  prompt_tokens: 0,
  cached_tokens: 0,
  completion_tokens: 0,
  reasoning_tokens: 0,
  cost_micro_usd: 0,
};

function monthOf(time: Date): Date {
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), 1));
}

function before(cursor: string | undefined): SQL | undefined {
  if (cursor === undefined) return undefined;
  const [createdAt, id] = decodeCursor(cursor, 2);
  const { success, data: time } = timeSchema.safeParse(createdAt);
  if (!success) throw notACursor();
  const last = sql`(${time}::timestamptz, ${String(id)})`;
  return sql`(${usageRecords.createdAt}, ${usageRecords.id}) < ${last}`;
}

function notACursor(): ProblemError {
  return new ProblemError("validation_failed", "The cursor is not one that this list gave. Start again without one.", {
    errors: [{ field: "query.cursor", message: "Not a cursor of this list" }],
  });
}

function backwards(): ProblemError {
  return new ProblemError("validation_failed", "The time ends before it begins. Give `from` before `to`.", {
    errors: [{ field: "query.to", message: "Is before `from`" }],
  });
}
