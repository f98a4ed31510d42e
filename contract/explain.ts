import { z } from "zod";
import { grantSubjectKindSchema } from "./access.ts";
import { idSchema } from "./pagination.ts";

/** Each rule of access that is looked at, in this order. */
export const accessRules = [
  "account",
  "role",
  "directory_groups",
  "organization",
  "owner",
  "scope",
  "knowledge_base_grant",
  "knowledge_base_denial",
  "document_restricted",
  "document_grant",
  "document_denial",
  "single_documents",
  "write_by_role",
  "administrator",
] as const;
export const accessRuleSchema = z.enum(accessRules).meta({ id: "AccessRule" });
export type AccessRule = z.infer<typeof accessRuleSchema>;

export const explainAccessSchema = z
  .strictObject({
    person_id: idSchema("usr"),
    knowledge_base_id: idSchema("kb"),
    document_id: idSchema("doc").optional().describe("Left out: the knowledge base as a whole"),
  })
  .meta({ id: "ExplainAccess" });
export type ExplainAccess = z.output<typeof explainAccessSchema>;

export const accessReasonSchema = z
  .object({
    rule: accessRuleSchema,
    effect: z.enum(["allow", "deny", "none"]).describe("`none`: the rule neither lets them in nor keeps them out"),
    sentence: z.string(),
    grant_id: idSchema("grn").optional(),
    subject: z
      .object({ kind: grantSubjectKindSchema, id: z.string(), name: z.string() })
      .optional()
      .describe("Whom the grant names: the person, a group they are in, their tenant or one above it"),
  })
  .meta({ id: "AccessReason" });
export type AccessReason = z.infer<typeof accessReasonSchema>;

export const accessExplanationSchema = z
  .object({
    allowed: z.boolean().describe("They may see it right now"),
    may_write: z.boolean(),
    reasons: z.array(accessReasonSchema).describe("Every rule, in the order they are looked at"),
  })
  .meta({ id: "AccessExplanation" });
export type AccessExplanation = z.infer<typeof accessExplanationSchema>;

export const explainSearchSchema = z
  .strictObject({
    person_id: idSchema("usr"),
    query: z.string().trim().min(1, "Ask something").max(4000),
    knowledge_base_ids: z
      .array(idSchema("kb"))
      .max(50)
      .optional()
      .describe(
        "Left out: all they may see. Those they may not see find nothing, nor do those that are personal or of a tenant that you do not reach",
      ),
    limit: z.int().min(1).max(50).default(8),
  })
  .meta({ id: "ExplainSearch" });
export type ExplainSearch = z.output<typeof explainSearchSchema>;

export const explainedPassageSchema = z
  .object({
    chunk_id: idSchema("chk"),
    document_id: idSchema("doc"),
    document_name: z.string().nullable().describe("Null for a document that you may not read yourself"),
    knowledge_base_id: idSchema("kb"),
    page_from: z.int().nullable(),
    page_to: z.int().nullable(),
    text: z.string().nullable().describe("Null for a document that you may not read yourself"),
    score: z.number().describe("Comparable within one answer only"),
    scores: z.object({ dense: z.number().nullable(), lexical: z.number().nullable() }),
  })
  .meta({ id: "ExplainedPassage" });

export const searchExplanationSchema = z
  .object({
    passages: z.array(explainedPassageSchema).describe("Best first"),
    search: z.enum(["hybrid", "keyword"]),
    note: z.string().nullable().describe("What keeps the person from finding more, whatever they ask"),
  })
  .meta({ id: "SearchExplanation" });
export type SearchExplanation = z.infer<typeof searchExplanationSchema>;

export const breakGlassSchema = z
  .strictObject({
    reason: z
      .string()
      .trim()
      .min(10, "Say in at least 10 characters why this document has to be read")
      .max(500)
      .describe("Kept in the audit log"),
  })
  .meta({ id: "BreakGlass" });
