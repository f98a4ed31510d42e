import { actorId, type Context, inSpan, type OpenSpan, openSpan } from "@eai/modules/kernel";
import type { AnswerRun } from "./answer-run.ts";

/**
 * The span of a whole answer, from the question to its end. It outlives the request that asked and stays part of its
 * trace, so that one trace shows the answer from end to end.
 */
export function openAnswerSpan(context: Context): OpenSpan {
  return openSpan("answer", {}, { observation: "chain", shared: askerOf(context) });
}

/** What each span of the answer carries, so that it is found by person, conversation and tenant. */
function askerOf({ actor, tenantId, requestId, channel }: Context) {
  return {
    "user.id": actorId(actor),
    "eai.tenant.id": tenantId,
    "eai.request.id": requestId,
    "eai.trace.name": "answer",
    "eai.trace.tags": [channel],
  };
}

/** Writes the answer within its span and ends it. `write` never rejects. */
export async function writeInSpan(span: OpenSpan, run: AnswerRun, write: (run: AnswerRun) => Promise<void>) {
  const { conversation, answerId, question } = run.opened;
  const session = { "session.id": conversation.id };
  span.set({ ...session, "eai.answer.id": answerId });
  span.content(() => ({ "eai.input": question }));
  await span.within(() => write(run), session);
  span.content(() => ({ "eai.output": run.text }));
  span.end(run.failure);
}

/** One stage of an answer. */
export function inStage<Value>(
  name: "retrieve" | "prompt" | "stream" | "settle" | "title",
  work: (span: OpenSpan) => Promise<Value>,
): Promise<Value> {
  return inSpan(name, {}, work, { observation: name === "retrieve" ? "retriever" : "span" });
}
