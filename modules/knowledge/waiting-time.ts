import { type Database, rowsOf, textArray } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import type { DocumentRows } from "./present.ts";
import type { VersionRow } from "./versions.ts";

/** When a document may be ready. */
export interface Outlook {
  /** Of one that is queued: how many come up until it does, itself counted. */
  queuePosition: number | null;
  /** Null when it is not known. */
  secondsLeft: number | null;
}

const nothingKnown: Outlook = { queuePosition: null, secondsLeft: null };

interface Waiting {
  knowledgeBaseId: string;
  organizationId: string;
  count: number;
}

/** Fewer say nothing about the next ones. */
const leastFinished = 3;
const recentSeconds = 120;

/**
 * When the documents of a list may be ready, by version. Running ones are judged by their own pace, queued ones by their
 * place and how many became ready in the last two minutes. What waits for a model or an index has no time.
 */
export async function outlooksOf(database: Database, rows: readonly DocumentRows[]): Promise<Map<string, Outlook>> {
  const versions = rows.map(({ latest }) => latest);
  const running = versions.filter(({ state }) => state !== "queued" && state !== "ready" && state !== "failed");
  const outlooks = new Map(running.map((version) => [version.id, outlookOfRunning(version)]));
  const queued = versions.filter(({ state }) => state === "queued");
  if (queued.length === 0) return outlooks;
  const [waiting, ranks, rate] = await Promise.all([
    waitingByKnowledgeBase(database),
    ranksOf(database, queued),
    finishedPerSecond(database),
  ]);
  for (const version of queued) {
    const rank = ranks.get(version.id);
    const queuePosition = rank === undefined ? null : positionOf(version.knowledgeBaseId, rank, waiting);
    const known = queuePosition !== null && rate !== null && version.activity?.waiting === undefined;
    outlooks.set(version.id, { queuePosition, secondsLeft: known ? Math.ceil(queuePosition / rate) : null });
  }
  return outlooks;
}

/** A stage takes a fixed share of the whole: by what is done and the time it took, the rest is told. */
function outlookOfRunning({ startedAt, progress, activity }: VersionRow): Outlook {
  if (startedAt === null || activity?.waiting !== undefined) return nothingKnown;
  const seconds = (Date.now() - startedAt.getTime()) / 1000;
  if (progress < 0.05 || seconds < 2) return nothingKnown;
  return { queuePosition: null, secondsLeft: Math.ceil((seconds * (1 - progress)) / progress) };
}

/**
 * The place when organisations, and in each its knowledge bases, take turns: before the document of rank r comes up, each
 * other one has had r turns, as long as it has documents.
 */
export function positionOf(knowledgeBaseId: string, rank: number, waiting: readonly Waiting[]): number {
  const own = waiting.find((entry) => entry.knowledgeBaseId === knowledgeBaseId);
  if (own === undefined) return rank;
  let inOrganization = rank;
  const others = new Map<string, number>();
  for (const { knowledgeBaseId: id, organizationId, count } of waiting) {
    if (organizationId !== own.organizationId) {
      others.set(organizationId, (others.get(organizationId) ?? 0) + count);
    } else if (id !== knowledgeBaseId) inOrganization += Math.min(count, rank);
  }
  let position = inOrganization;
  for (const count of others.values()) position += Math.min(count, inOrganization);
  return position;
}

function waitingByKnowledgeBase(database: Database): Promise<Waiting[]> {
  return rowsOf<Waiting>(
    database,
    sql`select k.id as "knowledgeBaseId", coalesce(t.path[1], t.id) as "organizationId", count(*)::int as count
      from document_versions v join knowledge_bases k on k.id = v.knowledge_base_id join tenants t on t.id = k.tenant_id
      where v.state not in ('ready', 'failed') and v.state = 'queued' group by k.id, t.path, t.id`,
  );
}

/** Of each, its place among what waits in its knowledge base, from 1. */
async function ranksOf(database: Database, versions: readonly VersionRow[]): Promise<Map<string, number>> {
  const knowledgeBaseIds = [...new Set(versions.map((version) => version.knowledgeBaseId))];
  const rows = await rowsOf<{ id: string; rank: number }>(
    database,
    sql`select id, rank from (
        select v.id, (row_number() over (partition by v.knowledge_base_id order by v.reindex_id is not null, v.id))::int as rank
        from document_versions v
        where v.state not in ('ready', 'failed') and v.state = 'queued'
          and v.knowledge_base_id = any(${textArray(knowledgeBaseIds)})) as ranked
      where id = any(${textArray(versions.map(({ id }) => id))})`,
  );
  return new Map(rows.map(({ id, rank }) => [id, rank]));
}

async function finishedPerSecond(database: Database): Promise<number | null> {
  const [row] = await rowsOf<{ count: number; seconds: number | null }>(
    database,
    sql`select count(*)::int as count, extract(epoch from now() - min(started_at))::float8 as seconds
      from document_versions where ready_at > now() - make_interval(secs => ${recentSeconds})`,
  );
  if (!row || row.count < leastFinished || row.seconds === null || row.seconds <= 0) return null;
  return row.count / Math.min(row.seconds, recentSeconds);
}
