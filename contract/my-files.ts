import { z } from "zod";
import { knowledgeBaseSchema } from "./knowledge.ts";

export const myFilesSchema = z
  .object({ knowledge_base: knowledgeBaseSchema.nullable().describe("Null until the first file") })
  .meta({ id: "MyFiles" });
export type MyFiles = z.infer<typeof myFilesSchema>;
