import { z } from "zod";
import { groupSourceSchema, roleSchema } from "./identity.ts";
import { idSchema, pageQuerySchema, pageSchema, timeSchema } from "./pagination.ts";
import { tenantReferenceSchema } from "./tenants.ts";

const search = z.string().trim().max(100).default("");

export const placementSourceSchema = z
  .enum(["first", "default", "invitation", "administrator", "directory"])
  .describe("Who decided it. A directory changes only what a directory or nobody decided")
  .meta({ id: "PlacementSource" });

export const personSchema = z
  .object({
    id: idSchema("usr"),
    name: z.string(),
    email: z.string(),
    role: roleSchema,
    role_source: placementSourceSchema,
    tenant: tenantReferenceSchema,
    tenant_source: placementSourceSchema,
    suspended_at: timeSchema.nullable().describe("null: may sign in"),
    created_at: timeSchema,
  })
  .meta({ id: "Person" });
export type Person = z.infer<typeof personSchema>;
export const personPageSchema = pageSchema("PersonPage", personSchema);

export const personQuerySchema = pageQuerySchema.extend({
  search: search.describe("Part of the name or of the e-mail address"),
  role: roleSchema.optional(),
  tenant_id: idSchema("ten").optional().describe("Only people of this tenant and those below it"),
  suspended: z.stringbool().optional(),
});
export type PersonQuery = z.output<typeof personQuerySchema>;

export const updatePersonSchema = z
  .strictObject({ role: roleSchema, tenant_id: idSchema("ten"), suspended: z.boolean() })
  .partial()
  .meta({ id: "UpdatePerson", example: { role: "editor" } });
export type UpdatePerson = z.output<typeof updatePersonSchema>;

export const invitationStateSchema = z.enum(["open", "accepted", "expired", "revoked"]).meta({ id: "InvitationState" });

export const invitationSchema = z
  .object({
    id: idSchema("inv"),
    email: z.string(),
    role: roleSchema,
    tenant: tenantReferenceSchema,
    state: invitationStateSchema,
    created_by: z.object({ id: z.string(), name: z.string().nullable() }),
    created_at: timeSchema,
    expires_at: timeSchema,
    accepted_at: timeSchema.nullable(),
  })
  .meta({ id: "Invitation" });
export type Invitation = z.infer<typeof invitationSchema>;
export const invitationPageSchema = pageSchema("InvitationPage", invitationSchema);

export const invitationQuerySchema = pageQuerySchema.extend({ state: invitationStateSchema.optional() });
export type InvitationQuery = z.output<typeof invitationQuerySchema>;

export const createInvitationSchema = z
  .strictObject({
    email: z.string().trim().toLowerCase().max(254).pipe(z.email("Give an e-mail address")),
    role: roleSchema.default("member"),
    tenant_id: idSchema("ten").optional().describe("Default: your own tenant"),
    expires_in_days: z.int().min(1).max(90).default(7),
  })
  .meta({ id: "CreateInvitation", example: { email: "ada@example.com", role: "member" } });
export type CreateInvitation = z.output<typeof createInvitationSchema>;

export const createdInvitationSchema = invitationSchema
  .extend({
    token: z.string().nullable().describe("Shown this once, only its hash is kept; null in the answer to a repeat"),
    link: z.string().nullable().describe("The sign-up page with the token behind the `#`, where no log sees it"),
  })
  .meta({ id: "CreatedInvitation" });
export type CreatedInvitation = z.infer<typeof createdInvitationSchema>;

export const lookUpInvitationSchema = z
  .strictObject({ token: z.string().min(1).max(200) })
  .meta({ id: "LookUpInvitation" });

/** What the sign-up page shows to whoever holds the link. */
export const openInvitationSchema = z
  .object({ email: z.string(), tenant_name: z.string(), expires_at: timeSchema })
  .meta({ id: "OpenInvitation" });
export type OpenInvitation = z.infer<typeof openInvitationSchema>;

export const groupSchema = z
  .object({
    id: idSchema("grp"),
    name: z.string(),
    source: groupSourceSchema,
    organization: tenantReferenceSchema,
    member_count: z.int(),
    created_at: timeSchema,
  })
  .meta({ id: "Group" });
export type Group = z.infer<typeof groupSchema>;
export const groupPageSchema = pageSchema("GroupPage", groupSchema);

export const groupQuerySchema = pageQuerySchema.extend({
  search: search.describe("Part of the name"),
  source: groupSourceSchema.optional(),
});
export type GroupQuery = z.output<typeof groupQuerySchema>;

const groupName = z
  .string()
  .trim()
  .min(1, "Give it a name")
  .max(100)
  .refine((name) => !name.includes("\u0000"), "Leave out the NUL character");

export const createGroupSchema = z
  .strictObject({
    name: groupName,
    organization_id: idSchema("ten").optional().describe("Default: your own organisation"),
  })
  .meta({ id: "CreateGroup", example: { name: "Reviewers" } });
export type CreateGroup = z.output<typeof createGroupSchema>;
export const updateGroupSchema = z.strictObject({ name: groupName }).meta({ id: "UpdateGroup" });

export const groupMemberSchema = z
  .object({
    id: idSchema("usr"),
    name: z.string(),
    email: z.string(),
    sources: z
      .array(z.enum(["administrator", "token", "scim"]))
      .describe("Who says so: an administrator here, the identity provider at sign-in, or its provisioning"),
  })
  .meta({ id: "GroupMember" });
export type GroupMember = z.infer<typeof groupMemberSchema>;
export const groupMemberPageSchema = pageSchema("GroupMemberPage", groupMemberSchema);

export const addGroupMemberSchema = z
  .strictObject({ person_id: idSchema("usr") })
  .meta({ id: "AddGroupMember", example: { person_id: "usr_01980f5e-7c1a-7d5e-9a53-0a5b8c2f5d10" } });
