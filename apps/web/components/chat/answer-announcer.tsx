"use client";
import { useEffect, useRef, useState } from "react";
import { useMessages } from "@/messages/index.tsx";
import { nextAnnouncement, spokenText, unheard } from "./announcement.ts";
import { endingOf } from "./answer-notices.tsx";
import { answerViewOf, type ChatMessage } from "./chat-message.ts";

const lookMilliseconds = 1_000;
/** Longer endings are not read out by themselves: the reader goes through them at their own pace. */
const longestEnding = 400;

interface AnswerAnnouncerProps {
  /** The answer at the end of what is shown. */
  answer: ChatMessage | undefined;
  answering: boolean;
  failureText: string | undefined;
}

/**
 * Tells people who do not see the page how an answer comes about: its beginning, whole sentences at the pace of speech,
 * its end. A button that only appears with the focus reads out what has been written so far.
 */
export function AnswerAnnouncer({ answer, answering, failureText }: AnswerAnnouncerProps) {
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
      const text = latest.current?.role === "assistant" ? spokenText(answerViewOf(latest.current).text) : "";
      const next = nextAnnouncement(state.current, text, performance.now(), false);
      if (!next) return;
      state.current = next.state;
      setWords(next.say);
    }, lookMilliseconds);
    return () => clearInterval(timer);
  }, [answering, t]);

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
    if (latest.current) setWords(spokenText(answerViewOf(latest.current).text).trim());
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
