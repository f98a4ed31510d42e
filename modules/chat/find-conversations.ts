import type { ListedSession, SessionMatch } from "@eai/contract";
import { type Database, textArray } from "@eai/modules/kernel";
import { and, desc, isNotNull, or, type SQL, sql } from "drizzle-orm";
import {
  type ConversationRow,
  type ConversationState,
  conversationColumns,
  presentConversation,
} from "./conversation-access.ts";
import { searchable } from "./storable-text.ts";
import { conversations, messages } from "./tables.ts";

/** Pinned first. */
export const latestFirst = [desc(conversations.pinned), desc(conversations.updatedAt), desc(conversations.id)];

type FoundConversation = ConversationRow & ConversationState & { match: SessionMatch };
type Looked = Pick<ConversationRow, "id" | "title" | "pinned" | "updatedAt">;

/** Of messages, in bytes: what one request looks through before it leaves the rest to the next. */
const mostBytes = 16_000_000;
const mostConversations = 1_000;

interface FoundConversations {
  found: FoundConversation[];
  /** The last that was looked through where others come behind it; null when all were. */
  lookedUntil: Looked | null;
}

/**
 * The conversations among `own` that say something, in the title or in any message, each with its latest place. Texts
 * are looked through as they are stored, without an index: a person's are few, an index over everybody's would not know
 * whose they are, and half a word is found as well. One call looks through the first in the order of the list, as many as
 * have about 16 MB of messages; one conversation always whole.
 * @param query as the person wrote it; no character stands for others
 * @param most conversations at most
 */
export async function findConversations(
  database: Database,
  own: SQL | undefined,
  query: string,
  most: number,
): Promise<FoundConversations> {
  const wanted = searchable(query);
  if (wanted === "") return { found: [], lookedUntil: null };
  const { looked, isAll } = await nextToLookThrough(database, own);
  const titled = looked.filter(({ title }) => searchable(title).includes(wanted)).map(({ id }) => id);
  const said = database
    .select({ id: messages.id, text: messages.text })
    .from(messages)
    .where(sql`messages.conversation_id = conversations.id and strpos(messages.search_text, ${wanted}) > 0`)
    .orderBy(desc(messages.ordinal))
    .limit(1)
    .as("said");
  const rows = await database
    .select({ ...conversationColumns, messageId: said.id, text: said.text })
    .from(conversations)
    .leftJoinLateral(said, sql`true`)
    .where(
      and(
        own,
        sql`conversations.id = any(${textArray(looked.map(({ id }) => id))})`,
        or(isNotNull(said.id), sql`conversations.id = any(${textArray(titled)})`),
      ),
    )
    .orderBy(...latestFirst)
    .limit(most);
  const found = rows.map(({ messageId, text, ...row }) => ({
    ...row,
    match: { message_id: messageId, ...excerptAround(text ?? row.title, query) },
  }));
  return { found, lookedUntil: isAll ? null : (looked.at(-1) ?? null) };
}

/** How long a text is, is known without reading it. */
async function nextToLookThrough(
  database: Database,
  own: SQL | undefined,
): Promise<{ looked: Looked[]; isAll: boolean }> {
  const { id, title, pinned, updatedAt } = conversations;
  const bytes = sql<number>`(select coalesce(sum(octet_length(m.search_text)), 0)::float8 from messages m
    where m.conversation_id = conversations.id)`;
  const rows = await database
    .select({ id, title, pinned, updatedAt, bytes })
    .from(conversations)
    .where(own)
    .orderBy(...latestFirst)
    .limit(mostConversations);
  const looked: Looked[] = [];
  let sum = 0;
  for (const row of rows) {
    if (sum >= mostBytes) break;
    sum += row.bytes;
    looked.push(row);
  }
  return { looked, isAll: looked.length === rows.length && rows.length < mostConversations };
}

export function presentFound({ match, ...row }: FoundConversation): ListedSession {
  return { ...presentConversation(row), match };
}

/** In characters. */
const before = 40;
const after = 120;

/**
 * What stands around the first place where a text says something, on one line, cut between words.
 * @param wanted as the person wrote it; capitals do not matter
 */
function excerptAround(text: string, wanted: string): Omit<SessionMatch, "message_id"> {
  const line = onOneLine(text.normalize("NFC"));
  const found = new RegExp(escaped(onOneLine(wanted.trim().normalize("NFC"))), "iu").exec(line);
  const start = found?.index ?? 0;
  const end = start + (found?.[0].length ?? 0);
  const from = cutBefore(line, start);
  const to = cutAfter(line, end);
  const [lead, tail] = [from > 0 ? "…" : "", to < line.length ? "…" : ""];
  const shift = lead.length - from;
  return { text: `${lead}${line.slice(from, to)}${tail}`, start_char: start + shift, end_char: end + shift };
}

function onOneLine(text: string): string {
  return text.replace(/\s+/gu, " ");
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

/** Not in the middle of a word, if one begins near; never between the halves of a character. */
function cutBefore(line: string, start: number): number {
  if (start <= before) return 0;
  const space = line.indexOf(" ", start - before);
  if (space !== -1 && space < start) return space + 1;
  return isLowSurrogate(line, start - before) ? start - before - 1 : start - before;
}

function cutAfter(line: string, end: number): number {
  if (line.length - end <= after) return line.length;
  const space = line.lastIndexOf(" ", end + after);
  if (space > end) return space;
  return isLowSurrogate(line, end + after) ? end + after + 1 : end + after;
}

function isLowSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
