import {
  type Budget,
  type budgetQuerySchema,
  type createBudgetSchema,
  Permission,
  type updateBudgetSchema,
} from "@eai/contract";
import { budgets, holdUsageRecords, recordAudit, reviseAlerts, startPeriods } from "@eai/modules/governance";
import {
  type Context,
  createOnce,
  type Database,
  decodeCursor,
  isUniqueViolation,
  newId,
  notFound,
  type Page,
  ProblemError,
  rowsOf,
  type Transaction,
  toPage,
} from "@eai/modules/kernel";
import { eq, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { administersTenant, requirePermission } from "../access.ts";
import { presentBudget, selectBudgets } from "./budget-rows.ts";

export interface BudgetVerbs {
  /** Of the tenants the actor administers or audits, oldest first. */
  listBudgets(context: Context, input: z.output<typeof budgetQuerySchema>): Promise<Page<Budget>>;
  /**
   * @throws ProblemError `not_found` for a tenant, group, person or key the actor does not administer; `conflict` when
   * it has a budget already
   */
  createBudget(context: Context, input: z.output<typeof createBudgetSchema>): Promise<Budget>;
  /** @throws ProblemError `not_found` */
  getBudget(context: Context, id: string): Promise<Budget>;
  /** @throws ProblemError `not_found` */
  updateBudget(context: Context, id: string, changes: z.output<typeof updateBudgetSchema>): Promise<Budget>;
  /** @throws ProblemError `not_found` */
  deleteBudget(context: Context, id: string): Promise<void>;
}

export function budgetVerbs({ database }: { database: Database }): BudgetVerbs {
  async function find(context: Context, id: string): Promise<Budget> {
    const [row] = await selectBudgets(database, sql`b.id = ${id} and ${administersTenant(context)}`, 1);
    if (!row) throw notFound("budget");
    return presentBudget(row);
  }

  return {
    async listBudgets(context, { limit, cursor, tenant_id: tenantId, scope, scope_id: scopeId }) {
      requirePermission(context, Permission.UsageRead);
      const conditions = [
        administersTenant(context),
        ...(cursor === undefined ? [] : [sql`b.id > ${String(decodeCursor(cursor, 1)[0])}`]),
        ...(tenantId === undefined ? [] : [sql`${tenantId} = any(tenants.path)`]),
        ...(scope === undefined ? [] : [sql`b.scope = ${scope}`]),
        ...(scopeId === undefined ? [] : [sql`b.scope_id = ${scopeId}`]),
      ];
      const rows = await selectBudgets(database, sql.join(conditions, sql` and `), limit + 1);
      return toPage(rows, limit, presentBudget, ({ id }) => [id]);
    },

    async createBudget(context, input) {
      requirePermission(context, Permission.TenantManage);
      const { scope, scope_id: scopeId, limit_micro_usd: limitMicroUsd } = input;
      const { alert_percent: alertPercent, grace_percent: gracePercent } = input;
      const make = async (transaction: Transaction): Promise<string> => {
        // What is being recorded at this moment is either part of the sum the month begins with, or charged to it.
        await holdUsageRecords(transaction);
        const tenantId = await homeOf(transaction, context, input);
        const id = newId("bud");
        await transaction
          .insert(budgets)
          .values({ id, tenantId, scope, scopeId, limitMicroUsd, alertPercent, gracePercent });
        await startPeriods(transaction, sql`b.id = ${id}`);
        await recordAudit(transaction, context, {
          action: "budget.create",
          resourceKind: "budget",
          resourceId: id,
          tenantId,
          changes: {
            scope,
            scope_id: scopeId,
            limit_micro_usd: { before: null, after: limitMicroUsd },
            alert_percent: { before: null, after: alertPercent },
            grace_percent: { before: null, after: gracePercent },
          },
        });
        return id;
      };
      const request = { route: "createBudget", ...input };
      const made = await createOnce(database, context, request, make).catch((error: unknown) => {
        if (!isUniqueViolation(error)) throw error;
        throw new ProblemError("conflict", "It has a budget already. Change that one.");
      });
      return find(context, made.resourceId);
    },

    async getBudget(context, id) {
      requirePermission(context, Permission.UsageRead);
      return find(context, id);
    },

    async updateBudget(context, id, changes) {
      requirePermission(context, Permission.TenantManage);
      await database.transaction(async (transaction) => {
        const before = await holdBudget(transaction, context, id);
        const after = {
          limitMicroUsd: changes.limit_micro_usd ?? before.limitMicroUsd,
          alertPercent: changes.alert_percent ?? before.alertPercent,
          gracePercent: changes.grace_percent ?? before.gracePercent,
        };
        await transaction
          .update(budgets)
          .set({ ...after, updatedAt: new Date() })
          .where(eq(budgets.id, id));
        await reviseAlerts(transaction, id);
        await recordAudit(transaction, context, {
          action: "budget.update",
          resourceKind: "budget",
          resourceId: id,
          tenantId: before.tenantId,
          changes: {
            limit_micro_usd: { before: before.limitMicroUsd, after: after.limitMicroUsd },
            alert_percent: { before: before.alertPercent, after: after.alertPercent },
            grace_percent: { before: before.gracePercent, after: after.gracePercent },
          },
        });
      });
      return find(context, id);
    },

    async deleteBudget(context, id) {
      requirePermission(context, Permission.TenantManage);
      await database.transaction(async (transaction) => {
        const { tenantId, scope, scopeId, limitMicroUsd } = await holdBudget(transaction, context, id);
        await transaction.delete(budgets).where(eq(budgets.id, id));
        await recordAudit(transaction, context, {
          action: "budget.delete",
          resourceKind: "budget",
          resourceId: id,
          tenantId,
          changes: { scope, scope_id: scopeId, limit_micro_usd: { before: limitMicroUsd, after: null } },
        });
      });
    },
  };
}

/** The tenant that each kind of thing belongs to. */
const homes: Record<Budget["scope"], (id: string) => SQL> = {
  tenant: (id) => sql`select ${id}::text`,
  group: (id) => sql`select organization_id from groups where id = ${id}`,
  person: (id) => sql`select m.tenant_id from memberships m join people p on p.id = m.person_id
    where m.person_id = ${id} and p.erased_at is null`,
  api_key: (id) => sql`select m.tenant_id from memberships m join api_keys k on k.person_id = m.person_id
    where k.id = ${id}`,
};

const scopeWords = { tenant: "tenant", group: "group", person: "person", api_key: "API key" } as const;

/** @throws ProblemError `not_found` for what the actor does not administer */
async function homeOf(
  transaction: Transaction,
  context: Context,
  { scope, scope_id: id }: Pick<Budget, "scope" | "scope_id">,
): Promise<string> {
  const [row] = await rowsOf<{ id: string }>(
    transaction,
    sql`select tenants.id from tenants where tenants.id in (${homes[scope](id)}) and ${administersTenant(context)}
      for key share`,
  );
  if (!row) throw notFound(scopeWords[scope]);
  return row.id;
}

/** Finds a budget the actor administers and holds it to the end of the transaction. @throws ProblemError `not_found` */
async function holdBudget(
  transaction: Transaction,
  context: Context,
  id: string,
): Promise<typeof budgets.$inferSelect> {
  const reach = sql`exists (select 1 from tenants where tenants.id = ${budgets.tenantId} and ${administersTenant(context)})`;
  const [row] = await transaction
    .select()
    .from(budgets)
    .where(sql`${budgets.id} = ${id} and ${reach}`)
    .for("no key update");
  if (!row) throw notFound("budget");
  return row;
}
