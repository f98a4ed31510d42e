"use client";
import { Info, RotateCw } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";
import type { AnswerView } from "./chat-message.ts";

interface Ending {
  tone: "neutral" | "warning" | "danger";
  text: string;
}

/** How an answer ended, when that is not the usual way. */
function endingOf({ view, lost, failureText }: AnswerNoticesProps, t: Messages): Ending | undefined {
  switch (view.state) {
    case undefined:
      return lost ? { tone: "warning", text: t.chat.states.lost } : undefined;
    case "stopped":
      return { tone: "neutral", text: t.chat.states.stopped };
    case "interrupted":
      return { tone: "warning", text: t.chat.states.interrupted };
    case "filtered":
      return { tone: "warning", text: view.error?.detail ?? failureText ?? t.chat.states.filtered };
    case "failed": {
      const reason = view.error?.detail ?? failureText;
      return { tone: "danger", text: reason ? `${t.chat.states.failed} ${reason}` : t.chat.states.failed };
    }
    case "pending":
    case "streaming":
    case "complete":
      return undefined;
    default:
      return view.state satisfies never;
  }
}

/** @param useCache false: search anew, whatever was found before */
export type AskAgain = (useCache: boolean) => void;

interface AnswerNoticesProps {
  view: AnswerView;
  lost: boolean;
  failureText: string | undefined;
  onAskAgain: AskAgain | undefined;
}

/** A model that answers without evidence all the same is not taken at its word. */
function aboutSupport({ unsupported, notices }: AnswerView, t: Messages): string[] {
  if (unsupported.length === 0) return [];
  if (notices.includes("no_evidence_found")) return [t.citationWords.notFromDocuments];
  return [t.citationWords.unsupportedCount(unsupported.length)];
}

/** What the reader must know about an answer: how it ended, and what it is based on. */
export function AnswerNotices(props: AnswerNoticesProps) {
  const { view, onAskAgain } = props;
  const t = useMessages();
  const ending = endingOf(props, t);
  const support = aboutSupport(view, t);
  const action = onAskAgain && (
    <Button size="small" onClick={() => onAskAgain(true)}>
      <RotateCw aria-hidden />
      {t.chat.askAgain}
    </Button>
  );
  return (
    <>
      {ending && (
        <Notice tone={ending.tone} action={action}>
          {ending.text}
        </Notice>
      )}
      {view.notices.length + support.length > 0 && (
        <ul className="grid gap-1">
          {view.notices.map((notice) => (
            <li key={notice} className="flex gap-2 text-muted-foreground text-xs">
              <Info className="mt-0.5 size-3.5 shrink-0" aria-hidden />
              <span>
                {t.chat.notices[notice]}{" "}
                {notice === "retrieved_from_cache" && onAskAgain && (
                  <button type="button" className="underline underline-offset-2" onClick={() => onAskAgain(false)}>
                    {t.chat.searchAgain}
                  </button>
                )}
              </span>
            </li>
          ))}
          {support.map((sentence) => (
            <li key={sentence} className="flex gap-2 text-muted-foreground text-xs">
              <Info className="mt-0.5 size-3.5 shrink-0" aria-hidden />
              {sentence}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
