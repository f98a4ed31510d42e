import { Permission } from "@eai/contract";
import type { Chat } from "@eai/modules/chat";
import { eraseIdentity, requirePermission, viewDataSubject } from "@eai/modules/identity";
import {
  actorId,
  type Context,
  type Database,
  describeError,
  type Log,
  ProblemError,
  rowsOf,
} from "@eai/modules/kernel";
import type { Knowledge } from "@eai/modules/knowledge";
import { sql } from "drizzle-orm";
import { type ExportPersonDependencies, exportPersonData } from "./export-person.ts";

export interface PersonalDataVerbs {
  /** What is kept of oneself, as a ZIP archive. @throws ProblemError `permission_denied` */
  exportMe(context: Context): Promise<AsyncIterable<Uint8Array>>;
  /**
   * What is kept of somebody else, with what they stored for themselves alone.
   * @throws ProblemError `permission_denied`; `not_found` outside the tenants the actor administers
   */
  exportPerson(context: Context, personId: string): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Erases a person. Who they were goes first, in one transaction that closes every door; then what they wrote and
   * stored. Should this process end in between, `finishErasures` goes on.
   * @param confirm the person's id again
   * @throws ProblemError as `exportPerson`; `conflict` for the last platform administrator, `validation_failed`
   */
  erasePerson(context: Context, personId: string, confirm: string): Promise<void>;
  /** Removes what is left of erased people; of the worker. @returns of how many there was something */
  finishErasures(): Promise<number>;
}

export interface PersonalDataDependencies extends ExportPersonDependencies {
  database: Database;
  log: Log;
  knowledge: ExportPersonDependencies["knowledge"] & Pick<Knowledge, "removeKnowledgeOf">;
  chat: ExportPersonDependencies["chat"] & Pick<Chat, "removeConversationsOf">;
}

export function personalDataVerbs(dependencies: PersonalDataDependencies): PersonalDataVerbs {
  const { database, knowledge, chat, log } = dependencies;

  async function removeContentOf(personId: string): Promise<void> {
    await chat.removeConversationsOf(personId);
    await knowledge.removeKnowledgeOf(personId);
    // The keys of repeats again: a request under way may have come after the first time.
    await database.execute(sql`delete from idempotency_keys where actor_id = ${personId}`);
  }

  return {
    async exportMe(context) {
      requirePermission(context, Permission.AccountManage);
      if (context.actor.kind !== "person") throw new ProblemError("permission_denied", "Only a person has data.");
      // What they left in another organisation is that one's, and closed to them; what they said and did is theirs.
      return exportPersonData(dependencies, context, context, { knowledge: organizationOf(context), records: null });
    },

    async exportPerson(context, personId) {
      const subject = await viewDataSubject(database, context, personId);
      const isOfPlatform = context.actor.kind === "person" && context.actor.permissions.has(Permission.PlatformManage);
      const organizationId = isOfPlatform ? null : organizationOf(subject);
      return exportPersonData(dependencies, context, subject, { knowledge: organizationId, records: organizationId });
    },

    async erasePerson(context, personId, confirm) {
      const subject = await viewDataSubject(database, context, personId);
      if (confirm !== personId) {
        const message = "Write the id of the person who is to be erased";
        throw new ProblemError("validation_failed", `body.confirm: ${message}`, {
          errors: [{ field: "body.confirm", message }],
        });
      }
      const id = actorId(subject.actor);
      await database.transaction((transaction) => eraseIdentity(transaction, context, id));
      await removeContentOf(id);
    },

    async finishErasures() {
      const left = await rowsOf<{ id: string }>(
        database,
        sql`select p.id from people p where p.erased_at is not null and (
          exists (select from conversations c where c.person_id = p.id)
          or exists (select from conversation_folders f where f.person_id = p.id)
          or exists (select from knowledge_bases k where k.owner_id = p.id and k.scope = 'personal')
          or exists (select from knowledge_grants g where g.subject_id = p.id)
          or exists (select from golden_questions q where q.created_by = p.id and q.source = 'feedback')
          or exists (select from idempotency_keys i where i.actor_id = p.id))
        order by p.id limit 100`,
      );
      for (const { id } of left) {
        try {
          await removeContentOf(id);
        } catch (error) {
          log.error({ person_id: id, ...describeError(error) }, "erasure not finished yet");
        }
      }
      return left.length;
    },
  };
}

function organizationOf({ tenantPath, tenantId }: Context): string {
  return tenantPath[0] ?? tenantId;
}
