"use client";
import type { Message } from "@eai/contract";
import { ThumbsDown, ThumbsUp } from "lucide-react";
import { useState } from "react";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { api } from "@/data/api.ts";
import { sentenceOf } from "@/data/api-error.ts";
import { useMessages } from "@/messages/index.tsx";
import { FeedbackForm } from "./feedback-form.tsx";
import { GoldenOffer } from "./golden-offer.tsx";

type Feedback = Message["feedback"];

interface AnswerFeedbackProps {
  sessionId: string;
  messageId: string;
  /** What was asked. */
  question: string;
  given: Feedback;
}

/** Whether the answer was a help, and what was wrong with it. */
export function AnswerFeedback({ sessionId, messageId, question, given }: AnswerFeedbackProps) {
  const t = useMessages();
  const [feedback, setFeedback] = useState<Feedback>(given);
  const [asking, setAsking] = useState(false);
  const rating = feedback?.rating;

  /** Shown at once, taken back when the server refuses. */
  async function save(next: Feedback): Promise<boolean> {
    const before = feedback;
    setFeedback(next);
    try {
      await api.call("setMessageFeedback", {
        params: { id: sessionId, message_id: messageId },
        body: { rating: next?.rating ?? null, ...(next?.reason && { reason: next.reason }) },
      });
      return true;
    } catch (error) {
      setFeedback(before);
      showToast(sentenceOf(error, t.errors.unknown), "danger");
      return false;
    }
  }

  function choose(next: "up" | "down") {
    const chosen = rating === next ? null : { rating: next, reason: null };
    setAsking(chosen?.rating === "down");
    void save(chosen);
  }

  async function send(reason: string) {
    setAsking(false);
    if (await save({ rating: "down", reason: reason || null })) showToast(t.answers.feedback.given);
  }

  async function undo() {
    setAsking(false);
    if (await save(null)) showToast(t.answers.feedback.undone);
  }

  return (
    <>
      <IconButton
        label={t.quality.helpful}
        aria-pressed={rating === "up"}
        className="size-7"
        onClick={() => choose("up")}
      >
        <ThumbsUp className={rating === "up" ? "fill-current" : undefined} />
      </IconButton>
      <IconButton
        label={t.quality.notHelpful}
        aria-pressed={rating === "down"}
        aria-expanded={asking}
        className="size-7"
        onClick={() => choose("down")}
      >
        <ThumbsDown className={rating === "down" ? "fill-current" : undefined} />
      </IconButton>
      {asking && <FeedbackForm given={feedback?.reason ?? null} onSend={send} onUndo={undo} />}
      {rating === "down" && !asking && (
        <button
          type="button"
          onClick={() => setAsking(true)}
          className="min-h-6 rounded-sm px-1 underline underline-offset-2 hover:text-foreground"
        >
          {t.answers.feedback.lead}
        </button>
      )}
      {rating === "down" && question !== "" && <GoldenOffer sessionId={sessionId} question={question} />}
    </>
  );
}
