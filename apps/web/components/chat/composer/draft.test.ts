import { describe, expect, it } from "vitest";
import {
  afterEnqueuing,
  afterFailure,
  afterSending,
  type Draft,
  type DraftFile,
  emptyDraft,
  restoredDraft,
  storedDraft,
} from "./draft.ts";

const document = { id: "doc_1", knowledge_base_id: "kb_1", name: "report.pdf" };
const question = { id: "q", text: "Next?", files: [], documents: [], tags: [], fresh: false };

function file(more: Partial<DraftFile>): DraftFile {
  return { key: 1, name: "report.pdf", sizeBytes: 10, pasted: null, document: null, step: { kind: "ready" }, ...more };
}

function draft(more: Partial<Draft>): Draft {
  return { ...emptyDraft, ...more };
}

describe("what is kept over a reload", () => {
  it("is nothing when nothing is written", () => expect(storedDraft(emptyDraft)).toBeUndefined());

  it("is the text, what was chosen and what waits", () => {
    const kept = restoredDraft(
      JSON.parse(JSON.stringify(storedDraft(draft({ text: "Hi", tags: ["a"], queue: [question] })))),
    );
    expect(kept).toMatchObject({ text: "Hi", tags: ["a"], queue: [question], queueState: "unknown" });
  });

  it("is what a conversation that has not begun is to search", () => {
    expect(restoredDraft(storedDraft(draft({ knowledgeBaseIds: ["kb_1"] })))).toMatchObject({
      knowledgeBaseIds: ["kb_1"],
    });
  });

  it("is every file that arrived, to be looked after again, and what was pasted", () => {
    const arrived = file({ key: 1, document, step: { kind: "preparing", document: null } });
    const lost = file({ key: 2, step: { kind: "sending", share: 0.4 } });
    const pasted = file({ key: 3, pasted: "a long text", step: { kind: "sending", share: 0.9 } });
    const kept = storedDraft(draft({ files: [arrived, lost, pasted] }));
    expect(kept?.files.map(({ key, step }) => [key, step.kind])).toEqual([
      [1, "preparing"],
      [3, "sending"],
    ]);
  });

  it("is not the question that was being edited, nor that it was to be sent", () => {
    const kept = storedDraft(draft({ text: "Old question", tags: ["a"], held: true, editing: { messageId: "msg_1" } }));
    expect(kept).toMatchObject({ text: "", held: false, editing: null });
  });

  it.each(["a text of an earlier release", null, 1, {}, { text: "x" }])("is never %j", (stored) =>
    expect(restoredDraft(stored)).toEqual(emptyDraft),
  );
});

it("after a question is sent, what waits is still there", () => {
  const sent = afterSending(draft({ text: "Hi", files: [file({ document })], queue: [question], dropped: ["doc_2"] }));
  expect(sent).toEqual({ ...emptyDraft, queue: [question], dropped: ["doc_2"] });
});

describe("what waits", () => {
  it("is paused by a failure", () => expect(afterFailure(draft({ queue: [question] })).queueState).toBe("paused"));

  it("is not paused by a failure before it was written", () => {
    const failed = draft(afterFailure(emptyDraft));
    expect(afterEnqueuing(failed, question)).toEqual({ queue: [question], queueState: "going" });
  });

  it("goes on after what was paused is gone", () =>
    expect(afterEnqueuing(draft({ queueState: "paused" }), question).queueState).toBe("going"));

  it("stays paused with one more", () => {
    const paused = draft({ queue: [question], queueState: "paused" });
    expect(afterEnqueuing(paused, { ...question, id: "q2" }).queueState).toBe("paused");
  });
});
