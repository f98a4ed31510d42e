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
/** How full whole paragraphs make a passage, where none were packed yet. */
const usualFill = 0.85;

/**
 * Counts the passages of every document that can be found, and reckons what they would become if they were cut otherwise.
 * Passages overlap, so a text has the tokens of what they cover. `structure` parts each section by itself, and the sections
 * are known from the headings of today's passages; `paragraph` fills a passage as it does now; `fixed` fills it.
 */
export async function countTexts(
  database: Database,
  knowledgeBaseId: string,
  { settings, isCutTheSame, isCutByTheSameRule, sizeInUse, windowCharacters }: CountInput,
): Promise<TextCounts> {
  const { strategy, size_tokens: size, overlap_tokens: overlap } = settings.chunking;
  const isKnown = sql`c.embedded_hash is not null and v.embedding_model = ${settings.embeddingModel}::text`;
  const [counts] = await rowsOf<TextCounts>(
    database,
    sql`
    with found as (
      select v.id, c.token_count as tokens, c.start_char, c.end_char, c.context, (${isKnown}) as known,
        length(d.name) + coalesce(length(v.title), 0) + length(array_to_string(c.heading_path, ' ')) as head,
        case when ${strategy === "structure"} then array_to_string(c.heading_path, chr(10)) else '' end as part,
        max(c.end_char) over (partition by v.id) as length
      from documents d join document_versions v on v.id = d.current_version_id join chunks c on c.version_id = v.id
      where d.knowledge_base_id = ${knowledgeBaseId}
    ), parts as (
      select count(*)::float8 as passages, sum(tokens)::float8 as tokens, sum(end_char - start_char)::float8 as characters,
        least(sum(end_char - start_char), max(end_char) - min(start_char))::float8 as covered, max(length)::float8 as length,
        sum(head)::float8 as heads, count(*) filter (where known) as known,
        coalesce(sum(tokens) filter (where known), 0) as known_tokens, count(context) as contexts
      from found group by id, part
    ), fill as (
      select case when ${strategy !== "paragraph"} then 1
        when ${isCutByTheSameRule} then least(1, greatest(0.3, sum(tokens) / sum(passages) / ${sizeInUse}::float8))
        else ${usualFill}::float8 end as share
      from parts
    ), own as (
      select parts.*, case when characters > 0 then tokens * covered / characters else tokens end as own_tokens,
        greatest(${size}::float8 * fill.share - ${overlap}::float8, 1) as step
      from parts cross join fill
    ), made as (
      select own.*,
        case when ${isCutTheSame} then passages else greatest(1, ceil((own_tokens - ${overlap}::float8) / step)) end as made
      from own
    ), summed as (
      select made.*, case when ${isCutTheSame} then tokens else own_tokens + ${overlap}::float8 * (made - 1) end as made_tokens
      from made
    )
    select
      (select count(*)::int from documents d where d.knowledge_base_id = ${knowledgeBaseId}
        and d.current_version_id is not null) as documents,
      coalesce(sum(passages), 0)::int as passages, coalesce(sum(made), 0)::int as "expectedPassages",
      coalesce(sum(made_tokens), 0)::float8 as "expectedTokens",
      coalesce(sum(made_tokens) / nullif(sum(made), 0), 0)::float8 as "averageTokens",
      coalesce(sum(heads) / nullif(sum(passages), 0) / ${charactersPerToken}::float8, 0)::float8 as "headTokens",
      coalesce(sum(known), 0)::int as "knownVectors", coalesce(sum(known_tokens), 0)::float8 as "knownVectorTokens",
      (case when ${isCutTheSame} then coalesce(sum(contexts), 0) else 0 end)::int as "knownContexts",
      coalesce(sum(made * least(length, ${windowCharacters}::float8) * tokens / nullif(characters, 0))
        / nullif(sum(made), 0), 0)::float8 as "windowTokens"
    from summed`,
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
