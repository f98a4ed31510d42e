import { z } from "zod";
import { idSchema } from "./pagination.ts";

export const erasePersonSchema = z
  .strictObject({ confirm: idSchema("usr").describe("The id of the person again: there is no way back") })
  .meta({ id: "ErasePerson" });
