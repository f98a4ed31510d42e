import { type Database, rowsOf } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import type { IndexSettings } from "../tables.ts";
import type { PreparedSpan } from "./measured-pace.ts";

/** What there is to prepare, and what it would become. */
export interface TextCounts {
  documents: number;
  /** In use today. */
  passages: number;
  expectedPassages: number;
  /** Of the expected passages, without what is embedded before them. */
  expectedTokens: number;
  /** Of an expected passage. */
  averageTokens: number;
  /** Of what is embedded before a passage: name, title, headings. */
  headTokens: number;
  /** Passages in use whose vector is one of the wanted model, and their tokens. */
  knownVectors: number;
  knownVectorTokens: number;
  /** Passages in use with a context, where they would stay as they are. */
  knownContexts: number;
  /** Of a document, as a model that writes contexts is given it; by passage. */
  windowTokens: number;
}

interface CountInput {
  settings: IndexSettings;
  isCutTheSame: boolean;
  isCutByTheSameRule: boolean;
  sizeInUse: number;
  /** How much of a document a model is given that writes contexts; 0 without. */
  windowCharacters: number;
}

/** Of names and headings, in most scripts. */
const charactersPerToken = 4;

/**
 * Counts the passages of every document that can be found, and reckons what they would become if they were cut otherwise.
 * A document's own text is what its passages cover, since they overlap; new passages are as full as those in use where the
 * rule stays the same (a heading ends a passage early, however large passages may be), else as large as they may be.
 */
export async function countTexts(
  database: Database,
  knowledgeBaseId: string,
  { settings, isCutTheSame, isCutByTheSameRule, sizeInUse, windowCharacters }: CountInput,
): Promise<TextCounts> {
  const { size_tokens: size, overlap_tokens: overlap } = settings.chunking;
  const [counts] = await rowsOf<TextCounts>(
    database,
    sql`
    with texts as (
      select v.id, count(c.id)::float8 as passages, coalesce(sum(c.token_count), 0)::float8 as tokens,
        coalesce(sum(c.end_char - c.start_char), 0)::float8 as characters,
        least(coalesce(sum(c.end_char - c.start_char), 0), coalesce(max(c.end_char) - min(c.start_char), 0))::float8 as covered,
        coalesce(max(c.end_char), 0)::float8 as length,
        coalesce(sum(length(d.name) + coalesce(length(v.title), 0) + length(array_to_string(c.heading_path, ' '))), 0)::float8 as heads,
        count(c.id) filter (where c.embedded_hash is not null and v.embedding_model = ${settings.embeddingModel}::text) as known,
        coalesce(sum(c.token_count) filter (where c.embedded_hash is not null and v.embedding_model = ${settings.embeddingModel}::text), 0) as known_tokens,
        count(c.id) filter (where c.context is not null) as contexts
      from documents d join document_versions v on v.id = d.current_version_id
        left join chunks c on c.version_id = v.id
      where d.knowledge_base_id = ${knowledgeBaseId}
      group by v.id
    ), fill as (
      select case when ${isCutByTheSameRule}
        then least(1, greatest(0.2, coalesce(sum(tokens) filter (where passages > 1) / nullif(sum(passages) filter (where passages > 1), 0), ${sizeInUse}::float8) / ${sizeInUse}::float8))
        else 1 end as share
      from texts
    ), own as (
      select texts.*, case when characters > 0 then tokens * covered / characters else 0 end as own_tokens,
        greatest(${size}::float8 * fill.share - ${overlap}::float8, ${size}::float8 * 0.1) as step
      from texts cross join fill
    ), made as (
      select own.*, case when ${isCutTheSame} then passages
        when passages = 0 then 0
        else greatest(1, ceil((own_tokens - ${overlap}::float8) / step)) end as made
      from own
    )
    select count(*)::int as documents, coalesce(sum(passages), 0)::int as passages,
      coalesce(sum(made), 0)::int as "expectedPassages",
      coalesce(sum(case when ${isCutTheSame} then tokens else own_tokens + ${overlap}::float8 * greatest(made - 1, 0) end), 0)::float8 as "expectedTokens",
      coalesce(sum(case when ${isCutTheSame} then tokens else own_tokens + ${overlap}::float8 * greatest(made - 1, 0) end)
        / nullif(sum(made), 0), 0)::float8 as "averageTokens",
      coalesce(sum(heads) / nullif(sum(passages), 0) / ${charactersPerToken}::float8, 0)::float8 as "headTokens",
      coalesce(sum(known), 0)::int as "knownVectors", coalesce(sum(known_tokens), 0)::float8 as "knownVectorTokens",
      (case when ${isCutTheSame} then coalesce(sum(contexts), 0) else 0 end)::int as "knownContexts",
      coalesce(sum(made * least(length, ${windowCharacters}::float8) * tokens / nullif(characters, 0))
        / nullif(sum(made), 0), 0)::float8 as "windowTokens"
    from made`,
  );
  if (!counts) throw new Error("An aggregate without a group gave no row");
  return counts;
}

const spansLooked = 500;

/** When the last versions of a knowledge base were prepared that had the same to do. */
export async function preparedSpans(
  database: Database,
  knowledgeBaseId: string,
  { hasVectors, hasContexts }: { hasVectors: boolean; hasContexts: boolean },
): Promise<PreparedSpan[]> {
  return rowsOf<PreparedSpan>(
    database,
    sql`select (extract(epoch from v.started_at) * 1000)::float8 as "from", (extract(epoch from v.ready_at) * 1000)::float8 as "to",
        v.chunk_count as passages
      from document_versions v
      where v.knowledge_base_id = ${knowledgeBaseId} and v.state = 'ready' and v.ready_at > v.started_at
        and (v.embedding_model is not null) = ${hasVectors}
        and exists (select from chunks c where c.version_id = v.id and c.context is not null) = ${hasContexts}
      order by v.ready_at desc limit ${spansLooked}`,
  );
}
