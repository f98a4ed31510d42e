import type {
  CreateGoldenQuestion,
  GoldenQuestion,
  ImportedGoldenQuestions,
  UpdateGoldenQuestion,
} from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import {
  actorId,
  behind,
  type Context,
  createOnce,
  type Database,
  newId,
  notFound,
  type Page,
  type PageInput,
  ProblemError,
  type Transaction,
  toPage,
} from "@eai/modules/kernel";
import { and, count, desc, eq, lt, ne } from "drizzle-orm";
import { authorizeKnowledgeBase } from "../authorize.ts";
import { type ExpectedPassage, goldenQuestions } from "../tables.ts";
import { readQuestionsCsv } from "./read-questions-csv.ts";

export interface GoldenQuestionReference {
  knowledgeBaseId: string;
  questionId: string;
}

/** For those who may change the knowledge base. */
export interface GoldenQuestionVerbs {
  /** Newest first. @throws ProblemError `not_found`, `permission_denied` */
  listGoldenQuestions(context: Context, knowledgeBaseId: string, input: PageInput): Promise<Page<GoldenQuestion>>;
  /** @throws ProblemError `not_found`, `permission_denied`, `idempotency_key_reused`; `conflict` for one that is there, or too many */
  createGoldenQuestion(context: Context, knowledgeBaseId: string, input: CreateGoldenQuestion): Promise<GoldenQuestion>;
  /** @throws ProblemError `not_found`, `permission_denied`; `conflict` when the question is there already */
  updateGoldenQuestion(
    context: Context,
    reference: GoldenQuestionReference,
    changes: UpdateGoldenQuestion,
  ): Promise<GoldenQuestion>;
  /** @throws ProblemError `not_found`, `permission_denied` */
  deleteGoldenQuestion(context: Context, reference: GoldenQuestionReference): Promise<void>;
  /**
   * Adds the questions of a CSV file; one that is there gets the places of the file. All of them or none.
   * @throws ProblemError `not_found`, `permission_denied`, `validation_failed`, `conflict` for too many
   */
  importGoldenQuestions(context: Context, knowledgeBaseId: string, csv: string): Promise<ImportedGoldenQuestions>;
}

/** All of them are asked in one request. */
export const questionLimit = 500;

type QuestionRow = typeof goldenQuestions.$inferSelect;

export function goldenQuestionVerbs({ database }: { database: Database }): GoldenQuestionVerbs {
  return {
    async listGoldenQuestions(context, knowledgeBaseId, { limit, cursor }) {
      await authorizeKnowledgeBase(database, context, knowledgeBaseId, "write");
      const rows = await database
        .select()
        .from(goldenQuestions)
        .where(and(eq(goldenQuestions.knowledgeBaseId, knowledgeBaseId), behind(cursor, lt, goldenQuestions.id)))
        .orderBy(desc(goldenQuestions.id))
        .limit(limit + 1);
      return toPage(rows, limit, present, (row) => [row.id]);
    },

    async createGoldenQuestion(context, knowledgeBaseId, { question, expected, source }) {
      const request = { route: "createGoldenQuestion", knowledgeBaseId, question, expected, source };
      const made = await createOnce(database, context, request, async (transaction) => {
        await authorizeKnowledgeBase(transaction, context, knowledgeBaseId, "write", "no key update");
        await requireRoom(transaction, knowledgeBaseId, 1);
        await requireUnused(transaction, knowledgeBaseId, question);
        const id = newId("gqn");
        const row = { id, knowledgeBaseId, question, expected: expected.map(fromWire), source };
        await transaction.insert(goldenQuestions).values({ ...row, createdBy: actorId(context.actor) });
        await audit(transaction, context, "golden_question.create", id);
        return id;
      });
      const [row] = await database.select().from(goldenQuestions).where(eq(goldenQuestions.id, made.resourceId));
      if (!row) throw notFound("golden question");
      return present(row);
    },

    updateGoldenQuestion: (context, reference, changes) =>
      database.transaction(async (transaction) => {
        const before = await find(transaction, context, reference);
        const question = changes.question ?? before.question;
        if (question !== before.question) await requireUnused(transaction, before.knowledgeBaseId, question, before.id);
        const expected = changes.expected?.map(fromWire) ?? before.expected;
        const [row] = await transaction
          .update(goldenQuestions)
          .set({ question, expected, updatedAt: new Date() })
          .where(eq(goldenQuestions.id, before.id))
          .returning();
        if (!row) throw notFound("golden question");
        await audit(transaction, context, "golden_question.update", row.id);
        return present(row);
      }),

    deleteGoldenQuestion: (context, reference) =>
      database.transaction(async (transaction) => {
        const { id } = await find(transaction, context, reference);
        await transaction.delete(goldenQuestions).where(eq(goldenQuestions.id, id));
        await audit(transaction, context, "golden_question.delete", id);
      }),

    async importGoldenQuestions(context, knowledgeBaseId, csv) {
      await authorizeKnowledgeBase(database, context, knowledgeBaseId, "write");
      // Before the lock: a large file takes its time.
      const read = await readQuestionsCsv(csv);
      return database.transaction(async (transaction) => {
        await authorizeKnowledgeBase(transaction, context, knowledgeBaseId, "write", "no key update");
        const rows = await transaction
          .select()
          .from(goldenQuestions)
          .where(eq(goldenQuestions.knowledgeBaseId, knowledgeBaseId));
        const known = new Map(rows.map((row) => [row.question, row]));
        const fresh = read.filter(({ question }) => !known.has(question));
        await requireRoom(transaction, knowledgeBaseId, fresh.length);
        const createdBy = actorId(context.actor);
        const values = fresh.map((entry) => ({
          ...entry,
          id: newId("gqn"),
          knowledgeBaseId,
          source: "import" as const,
          createdBy,
        }));
        if (values.length > 0) await transaction.insert(goldenQuestions).values(values);
        let updated = 0;
        for (const { question, expected } of read) {
          const row = known.get(question);
          if (row === undefined || expected.length === 0 || isSame(row.expected, expected)) continue;
          await transaction
            .update(goldenQuestions)
            .set({ expected, updatedAt: new Date() })
            .where(eq(goldenQuestions.id, row.id));
          updated += 1;
        }
        const imported = { created: fresh.length, updated, unchanged: read.length - fresh.length - updated };
        await recordAudit(transaction, context, {
          action: "golden_question.import",
          resourceKind: "knowledge_base",
          resourceId: knowledgeBaseId,
          changes: imported,
        });
        return imported;
      });
    },
  };
}

async function find(
  transaction: Transaction,
  context: Context,
  { knowledgeBaseId, questionId }: GoldenQuestionReference,
): Promise<QuestionRow> {
  await authorizeKnowledgeBase(transaction, context, knowledgeBaseId, "write", "no key update");
  const [row] = await transaction
    .select()
    .from(goldenQuestions)
    .where(and(eq(goldenQuestions.id, questionId), eq(goldenQuestions.knowledgeBaseId, knowledgeBaseId)));
  if (!row) throw notFound("golden question");
  return row;
}

async function requireRoom(transaction: Transaction, knowledgeBaseId: string, more: number): Promise<void> {
  const [row] = await transaction
    .select({ there: count() })
    .from(goldenQuestions)
    .where(eq(goldenQuestions.knowledgeBaseId, knowledgeBaseId));
  if ((row?.there ?? 0) + more <= questionLimit) return;
  throw new ProblemError(
    "conflict",
    `A knowledge base has at most ${questionLimit} golden questions. Remove some first.`,
  );
}

async function requireUnused(
  transaction: Transaction,
  knowledgeBaseId: string,
  question: string,
  exceptId = "",
): Promise<void> {
  const [row] = await transaction
    .select({ id: goldenQuestions.id })
    .from(goldenQuestions)
    .where(
      and(
        eq(goldenQuestions.knowledgeBaseId, knowledgeBaseId),
        eq(goldenQuestions.question, question),
        ne(goldenQuestions.id, exceptId),
      ),
    );
  if (row) throw new ProblemError("conflict", "This question is among the golden questions already. Change that one.");
}

function audit(
  transaction: Transaction,
  context: Context,
  action: "golden_question.create" | "golden_question.update" | "golden_question.delete",
  id: string,
): Promise<void> {
  return recordAudit(transaction, context, { action, resourceKind: "golden_question", resourceId: id });
}

function present({ id, question, expected, source, createdAt, updatedAt }: QuestionRow): GoldenQuestion {
  return {
    id,
    question,
    expected: expected.map(({ documentName, ...place }) => ({ document_name: documentName, ...place })),
    source,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  };
}

function fromWire({ document_name, page, text, grade }: GoldenQuestion["expected"][number]): ExpectedPassage {
  return {
    documentName: document_name,
    ...(page !== undefined && { page }),
    ...(text !== undefined && { text }),
    ...(grade !== undefined && { grade }),
  };
}

function isSame(left: readonly ExpectedPassage[], right: readonly ExpectedPassage[]): boolean {
  const keyOf = ({ documentName, page, text, grade }: ExpectedPassage) =>
    JSON.stringify([documentName, page, text, grade]);
  return left.map(keyOf).sort().join() === right.map(keyOf).sort().join();
}
