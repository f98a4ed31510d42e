import { notFound, ProblemError } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";
import { isStorable } from "./storable-text.ts";

/**
 * The messages of a branch: from its end, an answer, back to the question that the conversation began with. A subquery of
 * `id`, `parent_id`, `ordinal`, `bytes` (of the text) and `place` (counted from the end, which is 1).
 * @param end the id of the answer; null gives no rows
 * @param most messages that are read
 * @param after an ordinal at which going back ends: what stands there and before is not read
 */
export function branchFrom(end: SQL, most: number, after = -1): SQL {
  // Not to be merged with the query around it: each step is to be one look into the index of ids.
  return sql`(with recursive branch as (
    select m.id, m.parent_id, m.ordinal, octet_length(m.text) as bytes, 1 as place from messages m where m.id = ${end}
    union all
    select parent.id, parent.parent_id, parent.ordinal, parent.bytes, branch.place + 1
    from branch cross join lateral (
      select m.id, m.parent_id, m.ordinal, octet_length(m.text) as bytes
      from messages m where m.id = branch.parent_id offset 0) parent
    where branch.place < ${most}::int and parent.ordinal > ${after}::int)
  select * from branch)`;
}

/** The latest answer of a conversation in the query around it; null where there is none. */
export const latestAnswer = sql<string | null>`(
  select m.id from messages m where m.conversation_id = conversations.id and m.role = 'assistant'
  order by m.ordinal desc limit 1)`;

/** What a message of a conversation in the query around it is; null for one that is not there. */
export function roleOf(messageId: string): SQL<"user" | "assistant" | null> {
  return sql`(select m.role from messages m where m.id = ${messageId} and m.conversation_id = conversations.id)`;
}

/**
 * That an answer of a conversation may be followed by a question. One that is being written need not be told apart: there
 * is one at most, and while it is no other question is taken.
 * @param role as `roleOf` told
 * @throws ProblemError `not_found` for what is no message of it, `validation_failed` for a question
 */
export function requireAnswer(role: "user" | "assistant" | null, field = "body.parent_message_id"): void {
  if (role === "assistant") return;
  if (role === null) throw notFound("message");
  const message = "This is a question. Give the id of an answer.";
  throw new ProblemError("validation_failed", message, { errors: [{ field, message }] });
}

/** @throws ProblemError `not_found` for an id that no message can have */
export function storableMessageId(id: string): string {
  if (!isStorable(id)) throw notFound("message");
  return id;
}
