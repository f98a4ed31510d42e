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
