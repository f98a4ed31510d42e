import { monitorEventLoopDelay } from "node:perf_hooks";
import { actorId, type Context } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKnowledgeWorld, type KnowledgeWorld } from "../../../test/knowledge-world.ts";
import { readQuestionsCsv } from "./read-questions-csv.ts";
import { scoreRanking } from "./retrieval-metrics.ts";

const never = new AbortController().signal;

describe("golden questions", () => {
  let world: KnowledgeWorld;
  let owner: Context;
  let id: string;
  beforeAll(async () => {
    world = await createKnowledgeWorld({}, await createTestDatabase());
    await world.startWorker();
    owner = await world.person("editor", "Olga");
    ({ id } = await world.createKnowledgeBase(owner, { scope: "team" }));
    await world.ingest(owner, id, "leave.md", "# Leave\n\nThere are thirty days of paid leave.");
    await world.ingest(owner, id, "travel.md", "# Travel\n\nTrains are booked in second class.");
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const input = { limit: 50 };

  it("are typed, imported, changed and removed, each question once", async () => {
    const { knowledge } = world;
    const typed = {
      question: "How many days of leave?",
      expected: [{ document_name: "leave.md" }],
      source: "typed" as const,
    };
    const made = await knowledge.createGoldenQuestion(owner, id, typed);
    await expect(knowledge.createGoldenQuestion(owner, id, typed)).rejects.toMatchObject({ code: "conflict" });
    const csv =
      "question,document,text,grade\nWhich class on trains?,travel.md,second class,3\nHow many days of leave?,leave.md,,\n";
    expect(await knowledge.importGoldenQuestions(owner, id, csv)).toEqual({ created: 1, updated: 0, unchanged: 1 });
    const changed = await knowledge.updateGoldenQuestion(
      owner,
      { knowledgeBaseId: id, questionId: made.id },
      { expected: [{ document_name: "leave.md", text: "Thirty  days" }] },
    );
    expect(changed.expected).toEqual([{ document_name: "leave.md", text: "Thirty  days" }]);
    const { data } = await knowledge.listGoldenQuestions(owner, id, input);
    expect(data.map(({ question, source }) => [question, source])).toEqual([
      ["Which class on trains?", "import"],
      ["How many days of leave?", "typed"],
    ]);
    const member = await world.person("member");
    await expect(knowledge.listGoldenQuestions(member, id, input)).rejects.toMatchObject({ code: "permission_denied" });
  });

  it("are run by hand, and by the worker once for each change of the settings", async () => {
    const { knowledge } = world;
    await knowledge.createGoldenQuestion(owner, id, {
      question: "Who is the president of the moon?",
      expected: [{ document_name: "moon.md" }],
      source: "typed",
    });
    await knowledge.createGoldenQuestion(owner, id, { question: "Not judged yet?", expected: [], source: "feedback" });
    const run = await knowledge.createEvaluation(owner, id);
    expect(run.metrics).toMatchObject({ questions: 3, recall_at_5: 2 / 3, recall_at_10: 2 / 3 });
    expect(run.metrics.ndcg_at_10).toBeCloseTo(2 / 3, 5);
    expect(run.results[0]).toMatchObject({ question: "Who is the president of the moon?", first_place: null });
    expect(await knowledge.evaluateChanges(never)).toBe(0);
    await knowledge.createReindex(owner, id, {
      chunking: { strategy: "fixed", size_tokens: 100, overlap_tokens: 0, contextual_prefix: false },
    });
    await expect
      .poll(
        async () => {
          await knowledge.advanceReindexes();
          return (await knowledge.getKnowledgeBase(owner, id)).chunking.strategy;
        },
        { timeout: 30_000 },
      )
      .toBe("fixed");
    expect(await knowledge.evaluateChanges(never)).toBe(1);
    expect(await knowledge.evaluateChanges(never)).toBe(0);
    const { data } = await knowledge.listEvaluations(owner, id, input);
    expect(data.map(({ trigger }) => trigger)).toEqual(["after_change", "manual"]);
    expect(data[0]?.settings).toMatchObject({ chunking: { strategy: "fixed" } });
  });
});

describe("figures tell nobody what is closed to them", () => {
  let world: KnowledgeWorld;
  beforeAll(async () => {
    world = await createKnowledgeWorld({}, await createTestDatabase());
    await world.startWorker();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it("neither in a run of the owner, nor in one of the platform", async () => {
    const { knowledge } = world;
    const owner = await world.person("editor", "Olga");
    const writer = await world.person("editor", "Wim");
    const { id } = await world.createKnowledgeBase(owner, { scope: "team" });
    const { id: documentId } = await world.ingest(owner, id, "pay.md", "# Pay\n\nWim is paid 4711 a month.");
    await knowledge.putGrant(
      owner,
      { knowledgeBaseId: id, documentId },
      { subject_kind: "person", subject_id: actorId(writer.actor), effect: "deny", right: "read" },
    );
    await knowledge.createGoldenQuestion(writer, id, {
      question: "What is Wim paid a month?",
      expected: [{ document_name: "pay.md", text: "4711" }],
      source: "typed",
    });
    const own = await knowledge.createEvaluation(owner, id);
    expect(own.metrics.recall_at_10).toBe(1);
    expect(await knowledge.listEvaluations(writer, id, { limit: 50 })).toMatchObject({ data: [] });
    await knowledge.updateKnowledgeBase(writer, id, { search: { minimum_similarity: 0.3 } });
    expect(await knowledge.evaluateChanges(never)).toBe(1);
    const { data } = await knowledge.listEvaluations(writer, id, { limit: 50 });
    expect(data).toMatchObject([{ trigger: "after_change", metrics: { recall_at_10: 0 } }]);
  });
});

describe("readQuestionsCsv", () => {
  it("joins the rows of one question, with commas or semicolons", async () => {
    expect(await readQuestionsCsv("question;document;page\nWho?;a.pdf;3\nWho?;b.pdf;\n")).toEqual([
      { question: "Who?", expected: [{ documentName: "a.pdf", page: 3 }, { documentName: "b.pdf" }] },
    ]);
  });

  it.each([
    ["a,b\n1,2\n", "first row"],
    ["question,document\n,a.md\n", "Row 2 has no question"],
    ["question,document,page\nWho?,a.md,three\n", "page in row 2"],
    ["question,document,grade\nWho?,a.md,9\n", "grade in row 2"],
    ["question,document,text\nWho?,,some words\n", "Row 2 names no document"],
    ['question,document\n"Who?,a.md\n', "not a CSV file"],
  ])("says what is wrong with %j", async (csv, sentence) => {
    await expect(readQuestionsCsv(csv)).rejects.toThrow(sentence);
  });

  it("cuts what is too long between characters", async () => {
    const [read] = await readQuestionsCsv(`question,document,text\nWho?,a.md,${"a".repeat(999)}😀\n`);
    expect(read?.expected[0]?.text?.isWellFormed()).toBe(true);
  });

  it.each([
    ["as many rows as fit", `question,document\n${"q,d\n".repeat(200_000)}`, "more than 10000 rows"],
    ["too many places", `question,document\n${"q,d\n".repeat(21)}`, "more than 20 places"],
    ["one row of commas", `question,document\nq${",".repeat(890_000)}`, "columns"],
    ["a name for every comma", `question${",q".repeat(1000)}\n${"q,b\n".repeat(200_000)}`, "columns"],
  ])("refuses %s, and lets others have their turn meanwhile", async (_, csv, sentence) => {
    const lag = monitorEventLoopDelay({ resolution: 10 });
    lag.enable();
    await expect(readQuestionsCsv(csv)).rejects.toThrow(sentence);
    lag.disable();
    // Far below what the whole file takes in one piece, and far above a busy machine's own lag.
    expect(lag.max / 1e6).toBeLessThan(700);
  });
});

describe("scoreRanking", () => {
  const passage = (documentName: string, page: number | null = null, text = "") => ({
    documentName,
    pageFrom: page,
    pageTo: page,
    text,
  });

  it("counts each expected place once, by its grade and how near the top it stands", () => {
    const expected = [
      { documentName: "a.md", grade: 3 },
      { documentName: "b.pdf", page: 2 },
    ];
    const perfect = scoreRanking([passage("a.md"), passage("b.pdf", 2)], expected);
    expect(perfect).toEqual({ recallAt5: 1, recallAt10: 1, ndcgAt10: 1, firstPlace: 1 });
    const late = scoreRanking(
      [passage("b.pdf", 1), passage("b.pdf", 2), passage("handbook/a.md"), passage("a.md")],
      expected,
    );
    expect(late).toMatchObject({ recallAt10: 1, firstPlace: 2 });
    expect(late.ndcgAt10).toBeCloseTo((1 / Math.log2(3) + 7 / 2) / (7 + 1 / Math.log2(3)), 6);
    expect(scoreRanking([passage("c.md")], expected)).toMatchObject({ recallAt10: 0, ndcgAt10: 0, firstPlace: null });
  });

  it("looks for words whatever their spacing and letter case", () => {
    const expected = [{ documentName: "a.md", text: "Thirty days!" }];
    expect(scoreRanking([passage("a.md", null, "there are  THIRTY\ndays of leave")], expected).recallAt5).toBe(1);
    expect(scoreRanking([passage("a.md", null, "there are forty days")], expected).recallAt5).toBe(0);
  });
});
