import { z } from "zod";
import { idSchema, pageSchema, timeSchema } from "./pagination.ts";

const providerSchema = z
  .enum(["microsoft", "oidc"])
  .describe("Whose sign-ins the directory provisions people for")
  .meta({ id: "DirectoryProvider" });

/** A directory that tells the platform of people and groups by SCIM. */
export const directoryConnectionSchema = z
  .object({
    id: idSchema("dir"),
    organization: z.object({ id: idSchema("ten"), name: z.string() }),
    name: z.string(),
    provider: providerSchema,
    directory_tenant_id: z.string().nullable().describe("Entra's tenant id; null for another provider"),
    prefix: z.string().describe("The first characters of the token, to tell tokens apart"),
    created_at: timeSchema,
    last_used_at: timeSchema.nullable(),
    revoked_at: timeSchema.nullable(),
  })
  .meta({ id: "DirectoryConnection" });
export type DirectoryConnection = z.infer<typeof directoryConnectionSchema>;
export const directoryConnectionPageSchema = pageSchema("DirectoryConnectionPage", directoryConnectionSchema);

export const createDirectoryConnectionSchema = z
  .strictObject({
    name: z.string().trim().min(1, "Give it a name").max(100),
    provider: providerSchema,
    directory_tenant_id: z
      .guid("Give the tenant id of the directory, a UUID")
      .toLowerCase()
      .optional()
      .describe("Entra's tenant id: needed for `microsoft`, not taken for `oidc`"),
    organization_id: idSchema("ten")
      .optional()
      .describe("Default: your own; another one only for platform administrators"),
  })
  .refine((value) => (value.provider === "microsoft") === (value.directory_tenant_id !== undefined), {
    path: ["directory_tenant_id"],
    message: "Give it for microsoft, and leave it out for oidc",
  })
  .meta({
    id: "CreateDirectoryConnection",
    example: {
      name: "Entra provisioning",
      provider: "microsoft",
      directory_tenant_id: "11111111-2222-3333-4444-555555555555",
    },
  });

export const createdDirectoryConnectionSchema = directoryConnectionSchema
  .extend({
    token: z
      .string()
      .nullable()
      .describe("What the directory signs its requests with: shown this once. Null in the answer to a repeat"),
    scim_url: z.string().describe("Where the directory sends people and groups"),
  })
  .meta({ id: "CreatedDirectoryConnection" });
export type CreatedDirectoryConnection = z.infer<typeof createdDirectoryConnectionSchema>;
