"use client";
import { useEffect, useRef, useState } from "react";
import { useMessages } from "@/messages/index.tsx";
import { nextAnnouncement, spokenText, unheard } from "./announcement.ts";
import { endingOf } from "./answer-notices.tsx";
import { answerViewOf, type ChatMessage } from "./chat-message.ts";
import type { ConversationState } from "./conversation-state.ts";
import { newestOf } from "./use-growing-answer.ts";

const lookMilliseconds = 1_000;
/** Longer endings are not read out by themselves: the reader goes through them at their own pace. */
const longestEnding = 400;

interface AnswerAnnouncerProps {
  state: ConversationState;
  /** The answer at the end of what is shown. */
  answer: ChatMessage | undefined;
  answering: boolean;
  failureText: string | undefined;
}

/**
 * Tells people who do not see the page how an answer comes about: its beginning, whole sentences at the pace of speech,
 * its end. A button that only appears with the focus reads out what has been written so far.
 */
export function AnswerAnnouncer({ state: conversation, answer, answering, failureText }: AnswerAnnouncerProps) {
  const t = useMessages();
  const [words, setWords] = useState("");
  const state = useRef(unheard);
  const latest = useRef(answer);
  latest.current = answer;
  const wasAnswering = useRef(answering);

  useEffect(() => {
    if (!answering) return;
    state.current = unheard;
    setWords(t.answers.announce.began);
    const timer = setInterval(() => {
      const now = performance.now();
      // While the last words are spoken all of a long answer need not be read.
      if (now < state.current.busyUntil) return;
      const newest = newestOf(conversation, latest.current);
      const text = newest?.role === "assistant" ? spokenText(answerViewOf(newest).text) : "";
      const next = nextAnnouncement(state.current, text, now, false);
      if (!next) return;
      state.current = next.state;
      setWords(next.say);
    }, lookMilliseconds);
    return () => clearInterval(timer);
  }, [conversation, answering, t]);

  useEffect(() => {
    const ended = wasAnswering.current && !answering;
    wasAnswering.current = answering;
    if (!ended || !latest.current) return;
    const view = answerViewOf(latest.current);
    const ending = endingOf(view, false, failureText, t);
    // Of tone `danger` the notice itself is an alert.
    if (ending && view.state !== "complete") return setWords(ending.tone === "danger" ? "" : ending.text);
    const rest = spokenText(view.text).slice(state.current.said).trim();
    const count = view.citations.size;
    const end = count > 0 ? t.answers.announce.endedWith(count) : t.answers.announce.ended;
    setWords(rest.length <= longestEnding ? `${rest} ${end}`.trim() : end);
  }, [answering, failureText, t]);

  function readNow() {
    const newest = newestOf(conversation, latest.current);
    if (newest) setWords(spokenText(answerViewOf(newest).text).trim());
  }

  return (
    <>
      <p role="status" aria-live="polite" className="sr-only">
        {words}
      </p>
      {answering && (
        <button
          type="button"
          onClick={readNow}
          className="sr-only rounded-md bg-primary px-3 py-2 text-primary-foreground focus:not-sr-only focus:absolute focus:bottom-3 focus:start-3 focus:z-10"
        >
          {t.answers.announce.readNow}
        </button>
      )}
    </>
  );
}
