import { z } from "zod";
import { idSchema, pageQuerySchema, pageSchema, timeSchema } from "./pagination.ts";

export const tenantKinds = ["organization", "division", "team"] as const;
export const tenantKindSchema = z.enum(tenantKinds).meta({ id: "TenantKind" });
export type TenantKind = z.infer<typeof tenantKindSchema>;

const tenantName = z
  .string()
  .trim()
  .min(1, "Give it a name")
  .max(100)
  .refine((name) => !name.includes("\u0000"), "Leave out the NUL character");

/** Names alone: an offset such as `+01:00` means different things to different programs, and knows no summer. */
const timeZoneName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/, "Give the name of a time zone, such as Europe/Berlin")
  .refine(isTimeZone, "There is no such time zone. Give a name such as Europe/Berlin");

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

export const tenantReferenceSchema = z
  .object({ id: idSchema("ten"), name: z.string() })
  .meta({ id: "TenantReference" });
export type TenantReference = z.infer<typeof tenantReferenceSchema>;

export const tenantSchema = z
  .object({
    id: idSchema("ten"),
    name: z.string(),
    kind: tenantKindSchema,
    parent_id: idSchema("ten").nullable().describe("null: an organisation"),
    path: z.array(tenantReferenceSchema).describe("From the organisation down to this tenant"),
    time_zone: z.string().nullable().describe("IANA name; null: that of the tenant above, and of an organisation UTC"),
    people_count: z.int().describe("Those who belong to it directly"),
    created_at: timeSchema,
  })
  .meta({ id: "Tenant" });
export type Tenant = z.infer<typeof tenantSchema>;
export const tenantPageSchema = pageSchema("TenantPage", tenantSchema);

export const tenantQuerySchema = pageQuerySchema.extend({
  parent_id: idSchema("ten").optional().describe("Only those directly below this tenant"),
});

export const createTenantSchema = z
  .strictObject({
    name: tenantName,
    kind: tenantKindSchema,
    parent_id: idSchema("ten").nullable().describe("null makes an organisation; for platform administrators only"),
  })
  .meta({ id: "CreateTenant", example: { name: "Engineering", kind: "division", parent_id: "ten_01980f5e" } });

export const updateTenantSchema = z
  .strictObject({
    name: tenantName,
    time_zone: timeZoneName.nullable().describe("In which the months of budgets begin; null: that of the tenant above"),
  })
  .partial()
  .refine((value) => Object.keys(value).length > 0, { message: "Give at least one field to change" })
  .meta({ id: "UpdateTenant", example: { time_zone: "Europe/Berlin" } });

const perMinute = z.int().min(1).max(1_000_000_000);
const days = z.int().min(1).max(36_500);
const names = z
  .array(z.string().trim().min(1).max(200))
  .max(200)
  .refine((list) => new Set(list).size === list.length, "Name each only once");

function ownSetting<Value extends z.ZodType>(value: Value) {
  return z.strictObject({
    value: value.nullable().describe("null: what holds above"),
    locked: z.boolean().default(false).describe("Nothing below may set it"),
  });
}

/** The settings a tenant can make. Numbers may only be made smaller below, lists only shorter. */
const ownSettings = {
  "limits.requests_per_minute": ownSetting(perMinute.describe("Requests a minute of everyone in the tenant together")),
  "limits.tokens_per_minute": ownSetting(perMinute.describe("Model tokens a minute of everyone together")),
  "limits.user_requests_per_minute": ownSetting(perMinute.describe("Requests a minute of one person")),
  "limits.user_tokens_per_minute": ownSetting(perMinute.describe("Model tokens a minute of one person")),
  "models.allowed": ownSetting(names.describe("Names of the models people may chat with")),
  "models.regions": ownSetting(
    names.describe("Regions in which models may work on texts of the tenant; a model of no known region never may"),
  ),
  "tools.allowed": ownSetting(names.describe("Names of the tools answers may use")),
  "retention.conversation_days": ownSetting(days.describe("Days after its last message a conversation is removed")),
  "retention.document_days": ownSetting(days.describe("Days after its last version a document is removed")),
} as const;

export type TenantSettingKey = keyof typeof ownSettings;
export const tenantSettingKeys = Object.keys(ownSettings) as TenantSettingKey[];

export const tenantOwnSettingsSchema = z.strictObject(ownSettings).partial();
export type TenantOwnSettings = z.output<typeof tenantOwnSettingsSchema>;
/** What one key can be set to. */
export type TenantSettingValue<Key extends TenantSettingKey = TenantSettingKey> = NonNullable<
  z.output<(typeof ownSettings)[Key]>["value"]
>;

export const updateTenantSettingsSchema = z
  .strictObject({
    "limits.requests_per_minute": ownSettings["limits.requests_per_minute"].nullable(),
    "limits.tokens_per_minute": ownSettings["limits.tokens_per_minute"].nullable(),
    "limits.user_requests_per_minute": ownSettings["limits.user_requests_per_minute"].nullable(),
    "limits.user_tokens_per_minute": ownSettings["limits.user_tokens_per_minute"].nullable(),
    "models.allowed": ownSettings["models.allowed"].nullable(),
    "models.regions": ownSettings["models.regions"].nullable(),
    "tools.allowed": ownSettings["tools.allowed"].nullable(),
    "retention.conversation_days": ownSettings["retention.conversation_days"].nullable(),
    "retention.document_days": ownSettings["retention.document_days"].nullable(),
  })
  .partial()
  .describe("Keys left out stay as they are; null takes a setting back")
  .meta({
    id: "UpdateTenantSettings",
    example: { "models.allowed": { value: ["gpt-4.1-mini"], locked: false }, "limits.tokens_per_minute": null },
  });
export type UpdateTenantSettings = z.output<typeof updateTenantSettingsSchema>;

function setting<Own extends z.ZodObject<{ value: z.ZodType; locked: z.ZodType }>>(own: Own) {
  return z.object({
    own: own.nullable().describe("What is set at this tenant; null when nothing is"),
    effective: own.shape.value.describe("What holds; null: no limit"),
    source: tenantReferenceSchema.nullable().describe("The tenant whose setting that is"),
    locked_by: tenantReferenceSchema.nullable().describe("The tenant that lets nothing below it set this"),
  });
}

export const tenantSettingsSchema = z
  .object({
    "limits.requests_per_minute": setting(ownSettings["limits.requests_per_minute"]),
    "limits.tokens_per_minute": setting(ownSettings["limits.tokens_per_minute"]),
    "limits.user_requests_per_minute": setting(ownSettings["limits.user_requests_per_minute"]),
    "limits.user_tokens_per_minute": setting(ownSettings["limits.user_tokens_per_minute"]),
    "models.allowed": setting(ownSettings["models.allowed"]),
    "models.regions": setting(ownSettings["models.regions"]),
    "tools.allowed": setting(ownSettings["tools.allowed"]),
    "retention.conversation_days": setting(ownSettings["retention.conversation_days"]),
    "retention.document_days": setting(ownSettings["retention.document_days"]),
  })
  .meta({ id: "TenantSettings" });
export type TenantSettings = z.output<typeof tenantSettingsSchema>;
