import { z } from "zod";
import { permissionSchema } from "./identity.ts";
import { idSchema, pageSchema, timeSchema } from "./pagination.ts";

export const apiKeySchema = z
  .object({
    id: idSchema("key"),
    name: z.string(),
    prefix: z.string().describe("The first characters, to tell keys apart"),
    scopes: z.array(permissionSchema),
    created_at: timeSchema,
    expires_at: timeSchema.nullable(),
    last_used_at: timeSchema.nullable(),
    revoked_at: timeSchema.nullable(),
  })
  .meta({ id: "ApiKey" });
export type ApiKey = z.infer<typeof apiKeySchema>;
export const apiKeyPageSchema = pageSchema("ApiKeyPage", apiKeySchema);

export const createApiKeySchema = z
  .strictObject({
    name: z.string().trim().min(1, "Give it a name").max(100),
    scopes: z.array(permissionSchema).min(1, "Choose at least one scope").max(50),
    expires_in_days: z.int().min(1).max(365).nullable().default(90).describe("null: it does not expire"),
  })
  .meta({ id: "CreateApiKey", example: { name: "Nightly report", scopes: ["chat.use"], expires_in_days: 90 } });

export const createdApiKeySchema = apiKeySchema
  .extend({
    key: z
      .string()
      .nullable()
      .describe("The key itself: shown this once, only its hash is kept. Null in the answer to a repeat"),
  })
  .meta({ id: "CreatedApiKey" });
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>;

/** A signed-in browser or program. */
export const openSignInSchema = z
  .object({
    id: idSchema("sgn"),
    current: z.boolean().describe("The one this request came with"),
    method: z.enum(["password", "microsoft", "oidc"]),
    user_agent: z.string().nullable(),
    ip_address: z.string().nullable(),
    created_at: timeSchema,
    last_seen_at: timeSchema.describe("To the day"),
    expires_at: timeSchema,
  })
  .meta({ id: "OpenSignIn" });
export type OpenSignIn = z.infer<typeof openSignInSchema>;
export const openSignInPageSchema = pageSchema("OpenSignInPage", openSignInSchema);
