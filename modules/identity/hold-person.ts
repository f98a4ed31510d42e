import type { Transaction } from "@eai/modules/kernel";
import { eq } from "drizzle-orm";
import { people } from "./tables.ts";

/**
 * Holds a person's row to the end of the transaction. A sign-in under way holds it too: what is decided meanwhile finds
 * that sign-in written, or the sign-in finds what was decided.
 */
export async function holdPerson(transaction: Transaction, id: string): Promise<void> {
  await transaction.select({ id: people.id }).from(people).where(eq(people.id, id)).for("update");
}
