"use client";
import { showToast } from "@/components/ui/toast.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { useKnowledgeBase } from "@/data/knowledge-bases.ts";
import { useSaveGoldenQuestion } from "@/data/quality.ts";
import { useSession } from "@/data/sessions.ts";
import { useMessages } from "@/messages/index.tsx";

/** To those who may change what was searched: keep the question, so that search is measured by it. */
export function GoldenOffer({ sessionId, question }: { sessionId: string; question: string }) {
  const session = useSession(sessionId);
  const [knowledgeBaseId] = session.data?.knowledge_base_ids ?? [];
  return knowledgeBaseId ? <AddToGolden knowledgeBaseId={knowledgeBaseId} question={question} /> : null;
}

function AddToGolden({ knowledgeBaseId, question }: { knowledgeBaseId: string; question: string }) {
  const t = useMessages();
  const { data: base } = useKnowledgeBase(knowledgeBaseId);
  const save = useSaveGoldenQuestion(knowledgeBaseId);
  if (!base?.may_write || save.isSuccess) return null;

  function add() {
    save.mutate(
      { question: question.slice(0, 4000), expected: [], source: "feedback" },
      {
        onSuccess: () => showToast(t.quality.addedToGolden),
        onError: (error) => showToast(sentenceOf(error, t.errors.unknown), "danger"),
      },
    );
  }

  return (
    <button
      type="button"
      className="min-h-6 rounded-sm px-1 text-start underline underline-offset-2 hover:text-foreground"
      disabled={save.isPending}
      onClick={add}
    >
      {t.quality.toGolden(base.name)}
    </button>
  );
}
