import { z } from "zod";
import { idSchema, timeSchema } from "./pagination.ts";

export const grantSubjectKinds = ["person", "group", "tenant"] as const;
export const grantSubjectKindSchema = z.enum(grantSubjectKinds).meta({ id: "GrantSubjectKind" });
export type GrantSubjectKind = z.infer<typeof grantSubjectKindSchema>;

export const grantEffectSchema = z
  .enum(["allow", "deny"])
  .describe("`deny` wins over every `allow` and over the scope; the owner keeps access")
  .meta({ id: "GrantEffect" });
export type GrantEffect = z.infer<typeof grantEffectSchema>;

export const grantRightSchema = z
  .enum(["read", "write"])
  .describe("`write` includes `read`; on a single document only `read`")
  .meta({ id: "GrantRight" });
export type GrantRight = z.infer<typeof grantRightSchema>;

const subjectId = z.string().min(1).max(64).meta({ example: "grp_01980f5e-7c1a-7d5e-9a53-0a5b8c2f5d10" });

/** One entry of an access list. */
export const grantSchema = z
  .object({
    id: idSchema("grn"),
    subject: z.object({
      kind: grantSubjectKindSchema,
      id: subjectId,
      name: z
        .string()
        .describe("`(removed)` when there is no such person, group or tenant any more: it lets nobody in"),
      detail: z.string().nullable().describe("Tells namesakes apart: an e-mail address, the place in the tree"),
    }),
    effect: grantEffectSchema,
    right: grantRightSchema,
    created_at: timeSchema,
  })
  .meta({ id: "Grant" });
export type Grant = z.infer<typeof grantSchema>;

export const putGrantSchema = z
  .strictObject({
    subject_kind: grantSubjectKindSchema,
    subject_id: subjectId,
    effect: grantEffectSchema.default("allow"),
    right: grantRightSchema.default("read"),
  })
  .meta({ id: "PutGrant" });
export type PutGrant = z.output<typeof putGrantSchema>;

/** Who may see a knowledge base or a document: the rules, and the people they come to. */
export const accessListSchema = z
  .object({
    scope: z.enum(["personal", "team", "organization"]).describe("Of the knowledge base"),
    restricted: z
      .boolean()
      .describe("Of a document: only the grants of its own count, not those of the knowledge base. Else false"),
    owner: z.object({ id: idSchema("usr"), name: z.string() }),
    grants: z.array(grantSchema),
    inherited_grants: z.array(grantSchema).describe("Of a document: the grants of its knowledge base"),
    people: z
      .array(z.object({ id: idSchema("usr"), name: z.string(), email: z.string(), may_write: z.boolean() }))
      .describe("Who will see all of the knowledge base, or the document: by name, the first hundred"),
    people_count: z.int().describe("How many will see it"),
    may_manage: z.boolean().describe("You may change this list"),
  })
  .meta({ id: "AccessList" });
export type AccessList = z.infer<typeof accessListSchema>;

/** Whom each scope would let in, told before one is chosen. */
export const scopeAudiencesSchema = z
  .object({
    data: z.array(
      z.object({
        scope: z.enum(["personal", "team", "organization"]),
        name: z.string().nullable().describe("Of the team or the organisation"),
        people_count: z.int().describe("How many could read it now, its owner and those with grants included"),
      }),
    ),
  })
  .meta({ id: "ScopeAudiences" });
export type ScopeAudiences = z.infer<typeof scopeAudiencesSchema>;

export const scopeAudiencesQuerySchema = z.object({
  knowledge_base_id: idSchema("kb").optional().describe("For this one; left out: for one that you would make now"),
});

export const restrictDocumentSchema = z.strictObject({ restricted: z.boolean() }).meta({ id: "RestrictDocument" });

/** Whom things can be shared with. */
export const directoryEntrySchema = z
  .object({
    kind: grantSubjectKindSchema,
    id: subjectId,
    name: z.string(),
    detail: z.string().nullable().describe("An e-mail address, how many members, the place in the tree"),
  })
  .meta({ id: "DirectoryEntry" });
export type DirectoryEntry = z.infer<typeof directoryEntrySchema>;

export const directoryQuerySchema = z.object({
  search: z.string().trim().max(100).default("").describe("Part of the name, or of a person's e-mail address"),
  kind: grantSubjectKindSchema.optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});
export const directorySchema = z.object({ data: z.array(directoryEntrySchema) }).meta({ id: "Directory" });
