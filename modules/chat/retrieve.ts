import type { Citation, SearchFilters } from "@eai/contract";
import { ProblemError } from "@eai/modules/kernel";
import { type Passage, type SearchResult, toDocumentFilters, type VisibleDocument } from "@eai/modules/knowledge";
import { truncateToTokens } from "@eai/modules/models";
import { dataPart } from "./answer-parts.ts";
import { type AnswerRun, type Emit, emitNotice } from "./answer-run.ts";
import { toCitation } from "./citations.ts";
import type { ChatDependencies } from "./dependencies.ts";
import type { ModelBudget } from "./model-budget.ts";
import type { AskedBefore } from "./retrieval-query.ts";
import { type RetrievalQuestion, retrievalQuestion } from "./rewrite-question.ts";
import type { Source } from "./source-block.ts";

const mostPassages = 8;
/** Tags, name, pages and headings around a passage. */
const sourceOverheadTokens = 40;

/** What retrieval needs of an answer, and fills in. */
export interface RetrievalRun
  extends Pick<
    AnswerRun,
    "context" | "model" | "reservation" | "useCache" | "budget" | "searched" | "served" | "notices"
  > {
  filters?: SearchFilters | undefined;
  opened: {
    conversation: { knowledge_base_ids: readonly string[]; document_ids?: readonly string[] };
    question: string;
  };
}

/**
 * Finds the passages the model is given, and fills `served` with them: short ones with what stands around them, as far as
 * there is room. Nothing is searched when neither knowledge base nor document is
 * chosen; one that was chosen and may no longer be seen is left out.
 * @throws ProblemError `search_unavailable`: better no answer than one that only looks grounded
 */
export async function retrieve(
  dependencies: Pick<ChatDependencies, "knowledge" | "models" | "reservations" | "rewriting" | "log">,
  run: RetrievalRun,
  emit: Emit,
  before: AskedBefore | undefined,
): Promise<void> {
  const { conversation } = run.opened;
  const { knowledge_base_ids: chosen, document_ids: documentIds = [] } = conversation;
  if (chosen.length === 0 && documentIds.length === 0) return;
  run.searched = true;
  const visible = () => dependencies.knowledge.visibleDocuments(run.context, documentIds);
  const count = knowledgeBasesOf({ chosen, named: [...(await visible()).values()] }).length;
  emit(dataPart("stage", { stage: "retrieving", knowledge_base_count: count }, "stage"));
  const asked = await retrievalQuestion(dependencies, run, before);
  // Again: to make a question complete takes seconds, in which a document may go.
  const named = await visible();
  const { passages, mode, fromCache } = await search(dependencies, run, { chosen, named: [...named.values()] }, asked);
  if (mode === "keyword") emitNotice(run, emit, "keyword_search_only");
  if (fromCache !== null) emitNotice(run, emit, "retrieved_from_cache");
  const relevant = passages.filter((passage) => passage.relevant);
  const openings = relevant.some(({ documentId }) => named.has(documentId))
    ? []
    : await dependencies.knowledge.openingPassages(run.context, [...named.keys()], mostPassages);
  const selected = selectPassages([...relevant, ...openings], run.budget);
  const served = await dependencies.knowledge.widenPassages(run.context, {
    passages: selected.passages,
    roomTokens: Math.max(0, selected.leftTokens),
    countTokens: run.budget.countTokens,
  });
  run.served = served.map((passage, index) => toCitation(passage, index + 1));
  if (run.served.length === 0) emitNotice(run, emit, "no_evidence_found");
}

interface SearchedPlaces {
  /** Knowledge bases, searched as far as the filters let them be. */
  chosen: readonly string[];
  /** Documents that are searched whatever the filters say. */
  named: readonly VisibleDocument[];
}

function knowledgeBasesOf({ chosen, named }: SearchedPlaces): string[] {
  return [...new Set([...chosen, ...named.map(({ knowledgeBaseId }) => knowledgeBaseId)])];
}

async function search(
  { knowledge, log }: Pick<ChatDependencies, "knowledge" | "log">,
  { context, reservation, useCache, filters }: RetrievalRun,
  { chosen, named }: SearchedPlaces,
  asked: RetrievalQuestion,
): Promise<{
  passages: readonly Passage[];
  mode: "hybrid" | "keyword" | "none";
  fromCache: SearchResult["fromCache"];
}> {
  try {
    const visible = await knowledge.visibleKnowledgeBases(context, chosen);
    const whole = chosen.filter((id) => visible.has(id));
    const knowledgeBaseIds = knowledgeBasesOf({ chosen: whole, named });
    if (knowledgeBaseIds.length === 0) return { passages: [], mode: "none", fromCache: null };
    return await knowledge.search(context, {
      ...asked,
      knowledgeBaseIds,
      filters: {
        ...(filters && toDocumentFilters(filters)),
        named: named.length === 0 ? undefined : { documentIds: named.map(({ id }) => id), otherwiseIn: whole },
      },
      limit: mostPassages,
      reservation,
      useCache,
    });
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof ProblemError && error.code === "search_unavailable") throw error;
    const reason = error instanceof ProblemError ? error.code : error instanceof Error ? error.name : "unknown";
    log.error({ requestId: context.requestId, reason }, "knowledge search failed");
    throw new ProblemError(
      "search_unavailable",
      "The knowledge bases cannot be searched right now. Ask again in a moment, or without them.",
      { cause: error },
    );
  }
}

interface SelectedPassages {
  passages: Passage[];
  /** Of the budget. */
  leftTokens: number;
}

/** The best passages that fit the budget; the first is cut to fit rather than left out. */
function selectPassages(passages: readonly Passage[], { sourceTokens, countTokens }: ModelBudget): SelectedPassages {
  const selected: Passage[] = [];
  let left = sourceTokens;
  for (const passage of passages) {
    const tokens = countTokens(passage.text) + sourceOverheadTokens;
    if (tokens > left && selected.length > 0) continue;
    selected.push(tokens > left ? cut(passage, left - sourceOverheadTokens) : passage);
    left -= tokens;
    if (left <= sourceOverheadTokens) break;
  }
  return { passages: selected, leftTokens: left };
}

function cut(passage: Passage, tokens: number): Passage {
  const text = truncateToTokens(passage.text, Math.max(1, tokens));
  return { ...passage, text, end: passage.start + text.length };
}

/** A served passage as it stands in the prompt. */
export function toSource(citation: Citation): Source {
  return {
    number: citation.number,
    documentName: citation.document_name,
    pageFrom: citation.page_from,
    pageTo: citation.page_to,
    headingPath: citation.heading_path,
    text: citation.passage,
  };
}
