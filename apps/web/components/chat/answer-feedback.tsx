"use client";
import { ThumbsDown, ThumbsUp } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { TextInput } from "@/components/ui/field.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { api } from "@/data/api.ts";
import { sentenceOf } from "@/data/api-error.ts";
import { useKnowledgeBase } from "@/data/knowledge-bases.ts";
import { useSaveGoldenQuestion } from "@/data/quality.ts";
import { useSession } from "@/data/sessions.ts";
import { useMessages } from "@/messages/index.tsx";

type Rating = "up" | "down";

interface AnswerFeedbackProps {
  sessionId: string;
  messageId: string;
  /** What was asked. */
  question: string;
  given: Rating | null;
}

/** Whether the answer was a help, and what was wrong with it. */
export function AnswerFeedback({ sessionId, messageId, question, given }: AnswerFeedbackProps) {
  const t = useMessages();
  const [rating, setRating] = useState(given);
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");

  async function save(next: Rating | null, why = "") {
    const before = rating;
    setRating(next);
    const body = { rating: next, ...(why !== "" && { reason: why }) };
    await api
      .call("setMessageFeedback", { params: { id: sessionId, message_id: messageId }, body })
      .catch((error: unknown) => {
        setRating(before);
        showToast(sentenceOf(error, t.errors.unknown), "danger");
      });
  }

  function choose(next: Rating) {
    const chosen = rating === next ? null : next;
    setAsking(chosen === "down");
    void save(chosen);
  }

  function send(event: FormEvent) {
    event.preventDefault();
    setAsking(false);
    void save("down", reason.trim()).then(() => showToast(t.quality.thanks));
  }

  return (
    <>
      <IconButton label={t.quality.helpful} aria-pressed={rating === "up"} onClick={() => choose("up")}>
        <ThumbsUp className={rating === "up" ? "fill-current" : undefined} />
      </IconButton>
      <IconButton label={t.quality.notHelpful} aria-pressed={rating === "down"} onClick={() => choose("down")}>
        <ThumbsDown className={rating === "down" ? "fill-current" : undefined} />
      </IconButton>
      {asking && (
        <form onSubmit={send} className="order-last flex min-w-0 basis-full gap-2 pl-2">
          <TextInput
            value={reason}
            maxLength={2000}
            autoFocus
            aria-label={t.quality.reason}
            placeholder={t.quality.reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <Button type="submit" size="small">
            {t.quality.send}
          </Button>
        </form>
      )}
      {rating === "down" && question !== "" && <GoldenOffer sessionId={sessionId} question={question} />}
    </>
  );
}

/** To those who may change what was searched: keep the question, so that search is measured by it. */
function GoldenOffer({ sessionId, question }: { sessionId: string; question: string }) {
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
      className="rounded-sm text-left underline underline-offset-2"
      disabled={save.isPending}
      onClick={add}
    >
      {t.quality.toGolden(base.name)}
    </button>
  );
}
