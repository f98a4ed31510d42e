import { z } from "zod";
import { idSchema, timeSchema } from "./pagination.ts";
import { Permission } from "./permissions.ts";

// In a file without schemas: the page takes it without the library behind them.
export { Permission };

export const permissionSchema = z.enum(Object.values(Permission) as [Permission, ...Permission[]]);

export const roles = ["member", "editor", "auditor", "tenant_admin", "platform_admin"] as const;
export const roleSchema = z.enum(roles).meta({ id: "Role" });
export type Role = z.infer<typeof roleSchema>;

export const groupSourceSchema = z
  .enum(["local", "directory"])
  .describe("`local`: made here; `directory`: told by the identity provider")
  .meta({ id: "GroupSource" });

export const meSchema = z
  .object({
    id: idSchema("usr"),
    name: z.string(),
    email: z.string(),
    role: roleSchema,
    permissions: z.array(permissionSchema),
    tenant: z.object({ id: idSchema("ten"), name: z.string() }).describe("Where you belong"),
    tenant_path: z
      .array(z.object({ id: idSchema("ten"), name: z.string() }))
      .describe("From the organisation down to your tenant"),
    groups: z.array(
      z.object({
        id: idSchema("grp"),
        name: z.string(),
        source: groupSourceSchema,
      }),
    ),
    groups_unavailable: z
      .string()
      .nullable()
      .describe("Why the groups of your directory do not count right now, and what to do; null when they do"),
    sign_in_method: z
      .enum(["password", "microsoft", "oidc", "api_key", "token", "dev_bypass"])
      .describe("How this request was signed in"),
    created_at: timeSchema,
  })
  .meta({ id: "Me" });
export type Me = z.infer<typeof meSchema>;
