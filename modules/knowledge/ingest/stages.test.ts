import { describeError, silentLog } from "@eai/modules/kernel";
import { documents } from "@eai/modules/knowledge";
import { createTestDatabase } from "@eai/platform/testing";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createKnowledgeWorld, type KnowledgeWorld } from "../../../test/knowledge-world.ts";
import { holdAttempt } from "./attempt.ts";
import { claimVersion } from "./claim.ts";
import { assembleDocument } from "./document.ts";
import { chunkStage } from "./stages.ts";

const leaseSeconds = 30;

describe("chunkStage", () => {
  let world: KnowledgeWorld;
  beforeAll(async () => {
    world = await createKnowledgeWorld({}, await createTestDatabase());
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test.each([
    [0.001, "extraction_timed_out"],
    [30, "ready"],
  ])("has no more than %f seconds: %s", async (timeoutSeconds, outcome) => {
    const { database } = world;
    const ada = await world.person("editor");
    const { id } = await world.createKnowledgeBase(ada);
    const document = await world.upload(ada, id, "plan.md", `# Plan ${timeoutSeconds}`);
    const [row] = await database.select().from(documents).where(eq(documents.id, document.id));
    const versionId = row?.latestVersionId ?? "";
    const claim = await claimVersion(database, versionId, leaseSeconds);
    if (claim.kind !== "claimed") throw new Error(claim.kind);
    const { attempt: number } = claim.claimed.version;
    const { signal } = new AbortController();
    const hold = { versionId, attempt: number, leaseSeconds, signal, embeds: false };
    await using attempt = holdAttempt(database, hold, silentLog);
    const text = "Every word of a long plan counts. ".repeat(20_000);
    const long = assembleDocument([{ kind: "paragraph", text, page: null }], { title: null, pageCount: null });
    const extraction = { timeoutSeconds, memoryMegabytes: 512 };
    const result = await chunkStage({ extraction }, claim.claimed, attempt, long).then(
      () => "ready",
      (error: unknown) => (error as { code?: string }).code ?? describeError(error),
    );
    expect(result).toBe(outcome);
    // Not the attempt as a whole: that would hand the version back to the queue.
    expect(attempt.signal.aborted).toBe(false);
  });
});
