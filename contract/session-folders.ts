import { z } from "zod";
import { idSchema, timeSchema } from "./pagination.ts";

export const sessionFolderSchema = z
  .object({ id: idSchema("fld"), name: z.string(), created_at: timeSchema })
  .meta({ id: "SessionFolder" });
export type SessionFolder = z.infer<typeof sessionFolderSchema>;

/** There are few, so they are not cut into pages. */
export const sessionFolderListSchema = z
  .object({ data: z.array(sessionFolderSchema) })
  .meta({ id: "SessionFolderList" });

export const writeSessionFolderSchema = z
  .strictObject({ name: z.string().trim().min(1, "Give it a name").max(80) })
  .meta({ id: "WriteSessionFolder", example: { name: "Tenders" } });
