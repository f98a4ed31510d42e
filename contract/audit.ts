import { z } from "zod";
import { idSchema, pageQuerySchema, pageSchema, timeSchema } from "./pagination.ts";

/** The closed list of what is recorded. */
export const auditActions = [
  "person.create",
  "person.update",
  "person.suspend",
  "person.reactivate",
  "person.export",
  "person.erase",
  "person.sign_in",
  "person.sign_out",
  "invitation.create",
  "invitation.accept",
  "invitation.revoke",
  "tenant.create",
  "tenant.update",
  "tenant.delete",
  "tenant.update_settings",
  "group.create",
  "group.update",
  "group.delete",
  "group.add_member",
  "group.remove_member",
  "api_key.create",
  "api_key.revoke",
  "directory_connection.create",
  "directory_connection.revoke",
  "knowledge_base.create",
  "knowledge_base.update",
  "knowledge_base.delete",
  "knowledge_base.clear_cache",
  "reindex.create",
  "reindex.cancel",
  "reindex.retry",
  "reindex.switch",
  "reindex.revert",
  "document.upload",
  "document.reingest",
  "document.delete",
  "document.update",
  "document.cancel",
  "golden_question.create",
  "golden_question.update",
  "golden_question.delete",
  "golden_question.import",
  "evaluation.create",
  "document.break_glass_read",
  "access.grant",
  "access.revoke",
  "access.restrict",
  "access.refuse",
  "access.explain",
  "session.create",
  "session.update",
  "session.delete",
  "session_folder.create",
  "session_folder.update",
  "session_folder.delete",
  "share.create",
  "share.update",
  "share.delete",
  "share.read",
  "answer.settle",
  "audit.export",
  "usage.export",
  "budget.create",
  "budget.update",
  "budget.delete",
  "deployment.drain",
  "deployment.resume",
  "retention.apply",
] as const;
export const auditActionSchema = z.enum(auditActions).meta({ id: "AuditAction" });
export type AuditAction = z.infer<typeof auditActionSchema>;

export const auditResourceKinds = [
  "person",
  "sign_in",
  "invitation",
  "tenant",
  "group",
  "api_key",
  "directory_connection",
  "knowledge_base",
  "document",
  "reindex",
  "golden_question",
  "evaluation",
  "session",
  "session_folder",
  "share",
  "message",
  "audit",
  "usage",
  "budget",
  "deployment",
  "route",
] as const;
export type AuditResourceKind = (typeof auditResourceKinds)[number];

export const auditEventSchema = z
  .object({
    id: idSchema("aud"),
    tenant_id: idSchema("ten"),
    sequence: z.int().describe("Counts up in the tenant, without gaps"),
    at: timeSchema,
    actor: z.object({
      kind: z.enum(["person", "system"]),
      id: z.string(),
      name: z.string().nullable().describe("As the person is called now; null for the system and for erased people"),
      api_key_id: idSchema("key").nullable(),
    }),
    action: auditActionSchema,
    resource: z.object({ kind: z.enum(auditResourceKinds), id: z.string() }),
    decision: z.enum(["allowed", "refused"]),
    reason: z.string().nullable(),
    request_id: z.string(),
    changes: z.record(z.string(), z.unknown()).nullable().describe("Settings before and after; never content"),
    hash: z.string(),
  })
  .meta({ id: "AuditEvent" });
export type AuditEvent = z.infer<typeof auditEventSchema>;
export const auditPageSchema = pageSchema("AuditPage", auditEventSchema);

/** What an audit list or export can be narrowed to. */
export const auditFilterSchema = z.object({
  tenant_id: idSchema("ten").optional().describe("Default: your tenant and all below it"),
  actor_id: z.string().max(100).optional(),
  action: auditActionSchema.optional(),
  resource_id: z.string().max(300).optional(),
  decision: z.enum(["allowed", "refused"]).optional(),
  request_id: z.string().max(100).optional(),
  from: timeSchema.optional().describe("Not before"),
  to: timeSchema.optional().describe("Before"),
});
export const auditQuerySchema = pageQuerySchema.extend(auditFilterSchema.shape);
export const auditExportQuerySchema = auditFilterSchema.extend({ format: z.enum(["csv", "jsonl"]).default("csv") });

/** One chain, read from its first row to its last. */
export const auditVerificationSchema = z
  .object({
    tenant: z.object({
      id: idSchema("ten"),
      name: z.string().nullable().describe("null when the tenant was deleted: its rows stay"),
    }),
    ok: z.boolean(),
    rows: z.int().describe("Rows that were read"),
    broken: z
      .object({
        kind: z.enum(["removed", "inserted", "changed", "order", "head", "rewritten", "seal", "unsealed"]),
        sequence: z.int().describe("The first row where it shows"),
        detail: z.string(),
      })
      .nullable()
      .describe("The first thing that is wrong; null when nothing is"),
  })
  .meta({ id: "AuditVerification" });
export type AuditChainVerification = z.infer<typeof auditVerificationSchema>;
export const auditVerificationListSchema = z
  .object({ data: z.array(auditVerificationSchema) })
  .meta({ id: "AuditVerificationList" });
