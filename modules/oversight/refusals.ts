import type { AuditResourceKind, ErrorCode } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import type { Context, Database } from "@eai/modules/kernel";

export interface Refusal {
  /** The code the caller is answered with. */
  reason: ErrorCode;
  resourceKind: AuditResourceKind;
  /** As the caller wrote it. */
  resourceId: string;
}

export interface RefusalVerbs {
  /** Records that a person asked for what they may not have, or for what is not there: both leave the same row. */
  recordRefusal(context: Context, refusal: Refusal): Promise<void>;
}

export function refusalVerbs({ database }: { database: Database }): RefusalVerbs {
  return {
    async recordRefusal(context, { reason, resourceKind, resourceId }) {
      await database.transaction((transaction) =>
        recordAudit(transaction, context, {
          action: "access.refuse",
          resourceKind,
          resourceId: storableId(resourceId),
          decision: "refused",
          reason,
        }),
      );
    },
  };
}

const longestId = 100;

/** An id out of an address is any text: kept short, without what the database or a terminal would stumble over. */
function storableId(id: string): string {
  return id
    .toWellFormed()
    .replace(/\p{Cc}|\p{Cf}/gu, "\ufffd")
    .slice(0, longestId)
    .toWellFormed();
}
