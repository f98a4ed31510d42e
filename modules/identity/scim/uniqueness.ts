import { isUniqueViolation } from "@eai/modules/kernel";
import { ScimError } from "./scim-error.ts";

export type UniqueAttribute = "userName" | "externalId" | "displayName";

export function notUnique(attribute: UniqueAttribute): ScimError {
  return new ScimError(409, `There is already one with this ${attribute}.`, "uniqueness");
}

/** Of two requests at the same moment the database tells the second. */
export async function uniquely<Value>(attribute: UniqueAttribute, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw isUniqueViolation(error) ? notUnique(attribute) : error;
  }
}
