import { z } from "zod";

const windowSchema = z.object({
  limit: z.int().describe("Of one minute"),
  remaining: z.int(),
  reset_seconds: z.number().describe("Until all of it is free again"),
});
export type LimitWindow = z.infer<typeof windowSchema>;

/** The tightest of the limits that hold for a person: their own and those of each tenant above them. */
export const limitStateSchema = z
  .object({
    requests: windowSchema.nullable().describe("null: requests are not limited"),
    tokens: windowSchema.nullable().describe("null: tokens are not limited"),
  })
  .meta({ id: "LimitState" });
export type LimitState = z.infer<typeof limitStateSchema>;

const levelSchema = z.object({
  kind: z.enum(["person", "tenant"]),
  id: z.string(),
  name: z.string(),
  requests: windowSchema.nullable().describe("null: requests are not limited at this level"),
  tokens: windowSchema.nullable().describe("null: tokens are not limited at this level"),
});

export const limitsSchema = z
  .object({
    levels: z.array(levelSchema).describe("You first, then each tenant with a limit of its own, from yours upwards"),
  })
  .meta({
    id: "Limits",
    example: {
      levels: [
        {
          kind: "person",
          id: "per_01980f5e-7c1a-7d5e-9a53-0a5b8c2f5d10",
          name: "Ada Lovelace",
          requests: { limit: 600, remaining: 598, reset_seconds: 41.2 },
          tokens: { limit: 2_000_000, remaining: 1_990_210, reset_seconds: 41.2 },
        },
      ],
    },
  });
export type Limits = z.infer<typeof limitsSchema>;

export const tenantLimitsNowSchema = z
  .object({
    each_person: z.object({
      requests_per_minute: z.int().nullable().describe("null: without limit"),
      tokens_per_minute: z.int().nullable().describe("null: without limit"),
    }),
    levels: z.array(levelSchema).describe("Each tenant with a limit of its own, from this one upwards"),
  })
  .meta({ id: "TenantLimitsNow" });
export type TenantLimitsNow = z.infer<typeof tenantLimitsNowSchema>;
