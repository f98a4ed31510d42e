import type { KnowledgeBaseScope } from "@eai/contract";
import { type Context, type Database, newId } from "@eai/modules/kernel";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addPerson, addTenant, type Someone } from "../../test/people.ts";
import { toIndexEntry } from "./search/index-entry.ts";
import { questionWords } from "./search/question-words.ts";
import { documents, documentVersions, knowledgeBases, knowledgeGrants } from "./tables.ts";
import type { DocumentFilters, IndexHits, VectorIndex } from "./vector-index.ts";

export interface VectorIndexUnderTest {
  index: VectorIndex;
  database: Database;
  close(): Promise<void>;
}

const model = "test-embedding";

interface Draft {
  knowledgeBaseId: string;
  texts: readonly string[];
  embeddings?: readonly number[][];
  language?: string | null;
  /** Default true */
  current?: boolean;
  restricted?: boolean;
  embeddingModel?: string;
  /** What is known of the document, for filters. */
  about?: { tags?: string[]; mediaType?: string; datedAt?: Date; uploadedAt?: Date };
}

/** What every vector index must do; each adapter's test calls this with its own index. */
export function describeVectorIndex(name: string, open: () => Promise<VectorIndexUnderTest>): void {
  describe(`${name} as a vector index`, () => {
    let opened: VectorIndexUnderTest;
    let index: VectorIndex;
    let database: Database;
    let anchor: string;
    let team: string;
    let other: string;
    beforeAll(async () => {
      opened = await open();
      ({ index, database } = opened);
      anchor = await addTenant(database, "Anchor");
      team = await addTenant(database, "Team", "team", anchor);
      other = await addTenant(database, "Other");
    });
    afterAll(() => opened.close());

    const addMember = (tenantId: string) => addPerson(database, tenantId, "member");

    async function addKnowledgeBase(owner: Someone, scope: KnowledgeBaseScope): Promise<string> {
      const id = newId("kb");
      await database.insert(knowledgeBases).values({
        id,
        tenantId: owner.tenantId,
        ownerId: owner.personId,
        scope,
        name: scope,
        chunking: { strategy: "structure", size_tokens: 400, overlap_tokens: 60, contextual_prefix: false },
      });
      return id;
    }

    async function addDocument(draft: Draft): Promise<{ documentId: string; versionId: string; chunkIds: string[] }> {
      const { knowledgeBaseId, texts, embeddings, language = "en", current = true } = draft;
      const [documentId, versionId] = [newId("doc"), newId("ver")];
      await database.insert(documents).values({
        id: documentId,
        knowledgeBaseId,
        name: `${documentId}.txt`,
        currentVersionId: current ? versionId : null,
        latestVersionId: versionId,
        createdBy: "test",
        restricted: draft.restricted ?? false,
        tags: draft.about?.tags ?? [],
      });
      await database.insert(documentVersions).values({
        id: versionId,
        documentId,
        knowledgeBaseId,
        ordinal: 1,
        number: 1,
        contentHash: versionId,
        fileKey: versionId,
        mediaType: draft.about?.mediaType ?? "text/plain",
        sizeBytes: 1,
        state: "ready",
        language,
        datedAt: draft.about?.datedAt ?? null,
        ...(draft.about?.uploadedAt && { uploadedAt: draft.about.uploadedAt }),
      });
      const chunkIds = await indexTexts(
        { ...draft, language, texts, ...(embeddings && { embeddings }) },
        documentId,
        versionId,
      );
      return { documentId, versionId, chunkIds };
    }

    async function indexTexts(draft: Draft, documentId: string, versionId: string): Promise<string[]> {
      const entries = draft.texts.map((text, place) =>
        toIndexEntry(
          { id: newId("chk"), text, headingPath: [], embedding: draft.embeddings?.[place] ?? null },
          { name: "", title: null, language: draft.language ?? null },
        ),
      );
      const version = {
        versionId,
        documentId,
        knowledgeBaseId: draft.knowledgeBaseId,
        language: draft.language ?? null,
      };
      await database.transaction((transaction) =>
        index.replace(transaction, version, draft.embeddings ? (draft.embeddingModel ?? model) : null, entries),
      );
      return entries.map(({ chunkId }) => chunkId);
    }

    async function addGrant(
      target: { knowledgeBaseId: string; documentId?: string },
      subjectId: string,
      effect: "allow" | "deny" = "allow",
    ): Promise<void> {
      await database.insert(knowledgeGrants).values({
        id: newId("grn"),
        knowledgeBaseId: target.knowledgeBaseId,
        documentId: target.documentId ?? null,
        subjectKind: "person",
        subjectId,
        effect,
        right: "read",
        createdBy: "test",
      });
    }

    async function search(
      context: Context,
      knowledgeBaseIds: string[],
      question: string,
      more: { vector?: number[]; limit?: number; filters?: DocumentFilters } = {},
    ): Promise<IndexHits> {
      return index.search(context, {
        knowledgeBaseIds,
        filters: more.filters,
        words: questionWords(question, await index.languages(knowledgeBaseIds)),
        embeddings: more.vector === undefined ? [] : [{ model, vector: more.vector }],
        limit: more.limit ?? 10,
      });
    }

    const idsOf = (hits: readonly { chunkId: string }[] | null) => (hits ?? []).map(({ chunkId }) => chunkId);

    it("ranks by words, the best first, and says how much of the question was found", async () => {
      const ada = await addMember(anchor);
      const kb = await addKnowledgeBase(ada, "personal");
      const { chunkIds } = await addDocument({
        knowledgeBaseId: kb,
        texts: [
          "Expenses are refunded within ten days.",
          "Employees have thirty days of holiday. Holidays are requested in the portal.",
          "The canteen closes at three.",
        ],
      });
      const { lexical, dense } = await search(ada, [kb], "How many days of holiday do employees have?");
      expect(idsOf(lexical)).toEqual([chunkIds[1], chunkIds[0]]);
      expect(lexical[0]?.coverage).toBe(1);
      expect(lexical[1]?.coverage).toBeLessThan(0.5);
      expect(lexical[0]?.score).toBeGreaterThan(lexical[1]?.score ?? 0);
      expect(dense).toBeNull();
    });

    it("finds nothing where no word of the question stands", async () => {
      const ada = await addMember(anchor);
      const kb = await addKnowledgeBase(ada, "personal");
      expect((await search(ada, [kb], "anything")).lexical).toEqual([]);
      await addDocument({ knowledgeBaseId: kb, texts: ["The canteen closes at three."] });
      expect((await search(ada, [kb], "volcano eruptions")).lexical).toEqual([]);
      expect((await search(ada, [], "canteen")).lexical).toEqual([]);
      expect((await search(ada, [kb], "?!")).lexical).toEqual([]);
    });

    it("finds a word by its stem in the language of each document", async () => {
      const ada = await addMember(anchor);
      const kb = await addKnowledgeBase(ada, "personal");
      const german = await addDocument({
        knowledgeBaseId: kb,
        language: "de",
        texts: ["Die Kündigungsfristen stehen im Vertrag."],
      });
      const english = await addDocument({ knowledgeBaseId: kb, texts: ["Contracts can be terminated in writing."] });
      const chinese = await addDocument({ knowledgeBaseId: kb, language: "zh", texts: ["员工每年有三十天假期。"] });
      expect(new Set(await index.languages([kb]))).toEqual(new Set(["de", "en", "zh"]));
      expect(idsOf((await search(ada, [kb], "Kündigungsfrist")).lexical)).toEqual(german.chunkIds);
      expect(idsOf((await search(ada, [kb], "Kundigungsfrist")).lexical)).toEqual(german.chunkIds);
      expect(idsOf((await search(ada, [kb], "terminating contract")).lexical)).toEqual(english.chunkIds);
      expect(idsOf((await search(ada, [kb], "假期有多少天？")).lexical)).toEqual(chinese.chunkIds);
    });

    it("ranks by meaning among vectors of the same model and size", async () => {
      const ada = await addMember(anchor);
      const kb = await addKnowledgeBase(ada, "personal");
      const { chunkIds } = await addDocument({
        knowledgeBaseId: kb,
        texts: ["one", "two", "three"],
        embeddings: [
          [1, 0, 0],
          [0.8, 0.6, 0],
          [0, 0, 1],
        ],
      });
      await addDocument({
        knowledgeBaseId: kb,
        texts: ["of another model"],
        embeddings: [[1, 0, 0]],
        embeddingModel: "old",
      });
      await addDocument({ knowledgeBaseId: kb, texts: ["of another size"], embeddings: [[1, 0]] });
      await addDocument({ knowledgeBaseId: kb, texts: ["without a vector"] });
      const { dense } = await search(ada, [kb], "zero", { vector: [1, 0, 0], limit: 3 });
      expect(idsOf(dense)).toEqual(chunkIds);
      expect(dense?.[0]?.score).toBeCloseTo(1, 5);
      expect(dense?.[1]?.score).toBeCloseTo(0.8, 5);
    });

    it("replaces what a version had, and forgets removed versions", async () => {
      const ada = await addMember(anchor);
      const kb = await addKnowledgeBase(ada, "personal");
      const draft = { knowledgeBaseId: kb, language: "en", texts: ["old lighthouse"] };
      const { documentId, versionId } = await addDocument(draft);
      const again = await indexTexts({ ...draft, texts: ["new windmill", "and lighthouse"] }, documentId, versionId);
      expect(idsOf((await search(ada, [kb], "lighthouse")).lexical)).toEqual([again[1]]);
      await database.transaction((transaction) => index.remove(transaction, [versionId, "ver_unknown"]));
      expect((await search(ada, [kb], "lighthouse windmill")).lexical).toEqual([]);
      expect(await index.languages([kb])).toEqual([]);
    });

    it("says what it holds, version by version", async () => {
      const ada = await addMember(anchor);
      const [kb, elsewhere] = [await addKnowledgeBase(ada, "personal"), await addKnowledgeBase(ada, "personal")];
      const first = await addDocument({
        knowledgeBaseId: kb,
        texts: ["one", "two", "three"],
        embeddings: [[1], [1], [1]],
      });
      const second = await addDocument({ knowledgeBaseId: kb, texts: ["four"], current: false });
      const third = await addDocument({ knowledgeBaseId: elsewhere, texts: ["five"] });
      const counts = async (knowledgeBaseId?: string) =>
        new Map((await index.held(knowledgeBaseId)).map(({ versionId, chunkCount }) => [versionId, chunkCount]));
      expect(await counts(kb)).toEqual(
        new Map([
          [first.versionId, 3],
          [second.versionId, 1],
        ]),
      );
      expect((await counts()).get(third.versionId)).toBe(1);
      await database.transaction((transaction) => index.remove(transaction, [first.versionId]));
      expect(await counts(kb)).toEqual(new Map([[second.versionId, 1]]));
      await index.finishRemovals(AbortSignal.timeout(10_000));
      expect(await counts(kb)).toEqual(new Map([[second.versionId, 1]]));
      expect((await search(ada, [kb], "two", { vector: [1] })).lexical).toEqual([]);
    });

    it("finds only the current version of a document", async () => {
      const ada = await addMember(anchor);
      const kb = await addKnowledgeBase(ada, "personal");
      const draft = { knowledgeBaseId: kb, language: "en", embeddings: [[0, 1]] };
      await addDocument({ ...draft, texts: ["Penguins that are not ready"], current: false });
      const { documentId, chunkIds } = await addDocument({ ...draft, texts: ["Penguins of today"] });
      const next = newId("ver");
      const nextChunks = await indexTexts({ ...draft, texts: ["Penguins of tomorrow"] }, documentId, next);
      const before = await search(ada, [kb], "penguins", { vector: [0, 1] });
      expect([idsOf(before.lexical), idsOf(before.dense)]).toEqual([chunkIds, chunkIds]);
      await database.update(documents).set({ currentVersionId: next }).where(eq(documents.id, documentId));
      const after = await search(ada, [kb], "penguins", { vector: [0, 1] });
      expect([idsOf(after.lexical), idsOf(after.dense)]).toEqual([nextChunks, nextChunks]);
    });

    it("leaves nothing of a transaction that was rolled back", async () => {
      const ada = await addMember(anchor);
      const kb = await addKnowledgeBase(ada, "personal");
      const { versionId } = await addDocument({ knowledgeBaseId: kb, texts: ["a rare okapi"] });
      const undone = database.transaction(async (transaction) => {
        await index.remove(transaction, [versionId]);
        throw new Error("undone");
      });
      await expect(undone).rejects.toThrow("undone");
      expect((await search(ada, [kb], "okapi")).lexical).toHaveLength(1);
    });

    it("shows personal, team and organisation knowledge to those it is for", async () => {
      const [inAnchor, inTeam, colleague, stranger] = await Promise.all([
        addMember(anchor),
        addMember(team),
        addMember(team),
        addMember(other),
      ]);
      const bases = {
        personal: await addKnowledgeBase(inTeam, "personal"),
        team: await addKnowledgeBase(inTeam, "team"),
        organization: await addKnowledgeBase(inTeam, "organization"),
        teamAbove: await addKnowledgeBase(inAnchor, "team"),
      };
      const names = new Map<string, string>();
      for (const [name, knowledgeBaseId] of Object.entries(bases)) {
        const { chunkIds } = await addDocument({ knowledgeBaseId, texts: ["the secret walrus"], embeddings: [[1, 1]] });
        names.set(chunkIds[0] ?? "", name);
      }
      async function seen(context: Context): Promise<(string | undefined)[]> {
        const { lexical, dense } = await search(context, Object.values(bases), "walrus", { vector: [1, 1] });
        expect(idsOf(dense).toSorted()).toEqual(idsOf(lexical).toSorted());
        return idsOf(lexical)
          .map((id) => names.get(id))
          .toSorted();
      }
      expect(await seen(inTeam)).toEqual(["organization", "personal", "team", "teamAbove"]);
      expect(await seen(colleague)).toEqual(["organization", "team", "teamAbove"]);
      expect(await seen(inAnchor)).toEqual(["organization", "teamAbove"]);
      expect(await seen(stranger)).toEqual([]);
    });

    it("gives the full number of one's own chunks beside 5,000 nearer ones of others", async () => {
      const [alice, bob] = await Promise.all([addMember(anchor), addMember(anchor)]);
      const hers = await addKnowledgeBase(alice, "personal");
      const his = await addKnowledgeBase(bob, "personal");
      const secret = "The merger with Walrus Industries closes in March";
      const texts = Array.from({ length: 5000 }, (_, place) => `${secret} (${place})`);
      await addDocument({ knowledgeBaseId: hers, texts, embeddings: texts.map(() => [1, 0]) });
      const own = Array.from({ length: 12 }, (_, place) => `Notes on the merger of two branches, page ${place}`);
      const { chunkIds } = await addDocument({
        knowledgeBaseId: his,
        texts: own,
        embeddings: own.map(() => [0.5, 0.5]),
      });
      // He names her knowledge base too, and quotes her word by word.
      for (const asked of [[his], [his, hers]]) {
        const { lexical, dense } = await search(bob, asked, secret, { vector: [1, 0], limit: 10 });
        expect(lexical).toHaveLength(10);
        expect(dense).toHaveLength(10);
        for (const id of [...idsOf(lexical), ...idsOf(dense)]) expect(chunkIds).toContain(id);
      }
    });

    it("follows grants and denials of knowledge bases and documents at the very next search", async () => {
      const [ada, bob] = [await addMember(anchor), await addMember(anchor)];
      const group = newId("grp");
      const grouped = { ...bob, actor: { ...bob.actor, groupIds: [group] } } as Context;
      const kb = await addKnowledgeBase(ada, "personal");
      const vectors = { embeddings: [[1, 0]] };
      const [open, closed] = [
        await addDocument({ knowledgeBaseId: kb, texts: ["Walrus one"], ...vectors }),
        await addDocument({ knowledgeBaseId: kb, texts: ["Walrus two"], ...vectors, restricted: true }),
      ];
      const found = async (context: Context) => {
        const { lexical, dense } = await search(context, [kb], "walrus", { vector: [1, 0] });
        expect(idsOf(dense).toSorted()).toEqual(idsOf(lexical).toSorted());
        return idsOf(lexical).toSorted();
      };
      const both = [...open.chunkIds, ...closed.chunkIds].toSorted();
      expect([await found(ada), await found(bob)]).toEqual([both, []]);
      await addGrant({ knowledgeBaseId: kb, documentId: open.documentId }, bob.personId);
      expect(await found(bob)).toEqual(open.chunkIds);
      await addGrant({ knowledgeBaseId: kb, documentId: closed.documentId }, group);
      expect([await found(bob), await found(grouped)]).toEqual([open.chunkIds, both]);
      await addGrant({ knowledgeBaseId: kb }, group);
      expect(await found(grouped)).toEqual(both);
      await addGrant({ knowledgeBaseId: kb, documentId: open.documentId }, anchor, "deny");
      expect([await found(bob), await found(grouped)]).toEqual([[], closed.chunkIds]);
      await addGrant({ knowledgeBaseId: kb }, bob.personId, "deny");
      expect([await found(grouped), await found(ada)]).toEqual([[], both]);
    });

    it("fills the results of someone who may read 10 of 5,000 similar documents, however they come to it", async () => {
      const ada = await addMember(anchor);
      const [granted, inTeam] = [await addMember(anchor), await addMember(anchor)];
      const secret = "The merger with Walrus Industries closes in March";
      const plain = "Notes on the merger of two branches";
      for (const [scope, person] of [
        ["personal", granted],
        ["organization", inTeam],
      ] as const) {
        const kb = await addKnowledgeBase(ada, scope);
        const texts = Array.from({ length: 500 }, (_, place) => `${secret} (${place})`);
        for (let part = 0; part < 10; part++) {
          await addDocument({
            knowledgeBaseId: kb,
            texts,
            embeddings: texts.map(() => [1, 0]),
            restricted: scope === "organization",
          });
        }
        const readable: string[] = [];
        for (let place = 0; place < 10; place++) {
          const made = await addDocument({
            knowledgeBaseId: kb,
            texts: [`${plain} ${place}`],
            embeddings: [[0.5, 0.5]],
          });
          readable.push(...made.chunkIds);
          if (scope === "personal") {
            await addGrant({ knowledgeBaseId: kb, documentId: made.documentId }, person.personId);
          }
        }
        const { lexical, dense } = await search(person, [kb], secret, { vector: [1, 0], limit: 10 });
        expect(idsOf(lexical).toSorted()).toEqual(readable.toSorted());
        expect(idsOf(dense).toSorted()).toEqual(readable.toSorted());
      }
    });

    it("looks only at documents that the filters name, and at none that may not be read", async () => {
      const [ada, bob] = [await addMember(anchor), await addMember(anchor)];
      const kb = await addKnowledgeBase(ada, "organization");
      const draft = { knowledgeBaseId: kb, texts: ["the walrus report"], embeddings: [[1, 0]] };
      const pdf = "application/pdf";
      const [old, recent, german, closed] = [
        await addDocument({
          ...draft,
          about: { tags: ["board", "2019"], mediaType: pdf, datedAt: new Date("2019-05-01T00:00:00Z") },
        }),
        await addDocument({ ...draft, about: { tags: ["2026"], uploadedAt: new Date("2026-02-01T12:00:00Z") } }),
        await addDocument({ ...draft, language: "de", about: { datedAt: new Date("2021-01-01T00:00:00Z") } }),
        await addDocument({ ...draft, restricted: true, about: { tags: ["board"], mediaType: pdf } }),
      ];
      // Beside many that no filter names, and that would stand before them.
      await addDocument({
        ...draft,
        texts: Array.from({ length: 40 }, (_, place) => `walrus walrus report ${place}`),
        embeddings: Array.from({ length: 40 }, () => [1, 0]),
        about: { mediaType: "text/csv", uploadedAt: new Date("2024-01-01T00:00:00Z") },
        language: "fr",
      });
      async function found(filters: DocumentFilters, context: Context = bob): Promise<string[]> {
        const { lexical, dense } = await search(context, [kb], "walrus report", { vector: [1, 0], filters });
        expect(idsOf(dense).toSorted()).toEqual(idsOf(lexical).toSorted());
        return idsOf(lexical).toSorted();
      }
      const chunksOf = (...made: { chunkIds: string[] }[]) => made.flatMap(({ chunkIds }) => chunkIds).toSorted();
      expect(await found({ documentIds: [old.documentId, closed.documentId, "doc_unknown"] })).toEqual(chunksOf(old));
      expect(await found({ documentIds: [old.documentId, closed.documentId] }, ada)).toEqual(chunksOf(old, closed));
      expect(await found({ mediaTypes: [pdf] })).toEqual(chunksOf(old));
      expect(await found({ tags: ["board", "2026"] })).toEqual(chunksOf(old, recent));
      expect(await found({ languages: ["de"] })).toEqual(chunksOf(german));
      expect(await found({ datedFrom: new Date("2021-01-01T00:00:00Z"), tags: ["2026", "2019"] })).toEqual(
        chunksOf(recent),
      );
      expect(await found({ datedTo: new Date("2021-01-01T00:00:00Z") })).toEqual(chunksOf(old, german));
      expect(await found({ documentIds: [] })).toEqual([]);
      const named = (documentIds: string[], otherwiseIn: string[]) => ({ named: { documentIds, otherwiseIn } });
      expect(await found(named([old.documentId, closed.documentId], []))).toEqual(chunksOf(old));
      expect(await found({ tags: ["2026"], ...named([german.documentId], [kb]) })).toEqual(chunksOf(german, recent));
      expect(await found({ tags: ["2026"], ...named([german.documentId], ["kb_other"]) })).toEqual(chunksOf(german));
      expect(await found({ tags: ["board"], languages: ["de"] })).toEqual([]);
    });

    it("looks at named documents beside whole knowledge bases, and puts what it finds in one order", async () => {
      const [ada, bob] = [await addMember(anchor), await addMember(anchor)];
      const [handbook, files] = [await addKnowledgeBase(ada, "organization"), await addKnowledgeBase(ada, "personal")];
      const draft = (knowledgeBaseId: string, nearness: number, words: number): Draft => ({
        knowledgeBaseId,
        texts: [`${"walrus ".repeat(words)}${"and other animals ".repeat(6 - words)}`],
        embeddings: [[nearness, Math.sqrt(1 - nearness ** 2)]],
      });
      const [first, third, tagged] = [
        await addDocument(draft(handbook, 0.9, 5)),
        await addDocument(draft(handbook, 0.7, 3)),
        await addDocument({ ...draft(handbook, 0.5, 1), about: { tags: ["board"] } }),
      ];
      const [second, closed] = [await addDocument(draft(files, 0.8, 4)), await addDocument(draft(files, 0.6, 2))];
      // The nearest of all, and named by nobody.
      await addDocument(draft(files, 1, 6));
      await addGrant({ knowledgeBaseId: files, documentId: second.documentId }, bob.personId);
      const documentIds = [second.documentId, closed.documentId, first.documentId];
      async function found(context: Context, more: { limit?: number; filters?: DocumentFilters } = {}) {
        const filters = { named: { documentIds, otherwiseIn: [handbook] }, ...more.filters };
        const asked = { vector: [1, 0], ...more, filters };
        const { lexical, dense } = await search(context, [handbook, files], "walrus", asked);
        expect(idsOf(dense)).toEqual(idsOf(lexical));
        return idsOf(lexical);
      }
      const chunksOf = (...made: { chunkIds: string[] }[]) => made.flatMap(({ chunkIds }) => chunkIds);
      // The first is named and in a knowledge base that is searched: it stands there once.
      expect(await found(ada)).toEqual(chunksOf(first, second, third, closed, tagged));
      expect(await found(bob)).toEqual(chunksOf(first, second, third, tagged));
      expect(await found(bob, { limit: 2 })).toEqual(chunksOf(first, second));
      expect(await found(bob, { filters: { tags: ["board"] } })).toEqual(chunksOf(first, second, tagged));
      expect(await found(bob, { filters: { documentIds: [] } })).toEqual(chunksOf(first, second));
      expect(await found(await addMember(other))).toEqual([]);
    });

    it("lets ingestions of the same knowledge base run at once", async () => {
      const ada = await addMember(anchor);
      const kb = await addKnowledgeBase(ada, "personal");
      const words = Array.from({ length: 60 }, (_, place) => `word${place}`);
      const drafts = Array.from({ length: 12 }, (_, place) => ({
        knowledgeBaseId: kb,
        // Each meets the others' terms in another order.
        texts: [[...words.slice(place), ...words.slice(0, place)].join(" "), `kumquat ${place}`],
      }));
      const made = await Promise.all(drafts.map(addDocument));
      expect((await search(ada, [kb], "kumquat", { limit: 50 })).lexical).toHaveLength(12);
      await Promise.all(
        made.map(({ versionId }) => database.transaction((transaction) => index.remove(transaction, [versionId]))),
      );
      expect((await search(ada, [kb], "kumquat word1")).lexical).toEqual([]);
    });
  });
}
