import type { AskedDocument, SearchFilters } from "@eai/contract";

/** A document that a question names, as far as the page must know it. */
export interface QuestionDocument {
  id: string;
  knowledge_base_id: string;
  name: string;
}

/** A question with everything it is asked with, ready to be sent or to wait for its turn. */
export interface Question {
  id: string;
  text: string;
  /** Files put into it. */
  files: QuestionDocument[];
  /** Documents named with `@`: of the knowledge bases only these are searched. */
  documents: QuestionDocument[];
  tags: string[];
  /** Whatever was found before: search anew. */
  fresh: boolean;
  /** The stored question that it takes the place of, on a branch of its own. */
  inPlaceOf?: string;
}

/** What a question adds to the knowledge bases and the model it is asked with. */
export interface QuestionContext {
  documents: AskedDocument[];
  filters: SearchFilters | undefined;
  useCache: boolean | undefined;
}

/**
 * How a question is asked.
 * @param earlier documents of the conversation so far, which stay part of it
 */
export function contextOf(question: Question, earlier: readonly AskedDocument[]): QuestionContext {
  const named = [...question.files, ...question.documents].map((document) => ({ ...document, available: true }));
  const documents = new Map([...earlier, ...named].map((document) => [document.id, document]));
  const filters: SearchFilters = {
    ...(question.documents.length > 0 && { document_ids: question.documents.map(({ id }) => id) }),
    ...(question.tags.length > 0 && { tags: question.tags }),
  };
  return {
    documents: [...documents.values()],
    filters: Object.keys(filters).length > 0 ? filters : undefined,
    useCache: question.fresh ? false : undefined,
  };
}

/** What a question was asked with, as far as it is known later. */
export interface AskedQuestion {
  text: string;
  documents: readonly AskedDocument[];
  filters: SearchFilters | undefined;
}

/**
 * The question that was asked so: what `contextOf` put together, taken apart.
 * @param earlier documents of the conversation before it, which are a part of it anyway
 */
export function questionAsked(id: string, asked: AskedQuestion, earlier: readonly AskedDocument[]): Question {
  const known = new Set(earlier.map((document) => document.id));
  const narrowed = new Set(asked.filters?.document_ids);
  const documents = asked.documents.flatMap(({ id: documentId, name, knowledge_base_id, available }) =>
    available && name !== null && knowledge_base_id !== null ? [{ id: documentId, name, knowledge_base_id }] : [],
  );
  return {
    id,
    text: asked.text,
    files: documents.filter((document) => !narrowed.has(document.id) && !known.has(document.id)),
    documents: documents.filter((document) => narrowed.has(document.id)),
    tags: asked.filters?.tags ?? [],
    fresh: false,
  };
}

/** At most so many wait for their turn: more is a list, and not a conversation. */
export const longestQueue = 20;

/** The waiting questions with one more at their end. */
export function enqueued(queue: readonly Question[], question: Question): Question[] {
  return [...queue, question].slice(0, longestQueue);
}

/** The waiting questions without one of them. */
export function withoutQuestion(queue: readonly Question[], id: string): Question[] {
  return queue.filter((question) => question.id !== id);
}

/** The waiting questions with one that was refused in its old place: it goes first. */
export function putBack(queue: readonly Question[], question: Question): Question[] {
  return [question, ...withoutQuestion(queue, question.id)];
}
