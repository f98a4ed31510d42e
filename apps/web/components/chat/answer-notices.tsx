"use client";
import { History, Info, RotateCw } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";
import { useAnswering } from "./answering-context.tsx";
import type { AnswerView } from "./chat-message.ts";
import type { AnswerAnew } from "./regenerate-menu.tsx";

interface Ending {
  tone: "neutral" | "warning" | "danger";
  text: string;
  /** What helps; asking again where nothing else does. */
  next: "ask_again" | "look_again" | "continue" | "reword";
}

/** How an answer ended, when that is not the usual way. */
export function endingOf(
  view: AnswerView,
  lost: boolean,
  failureText: string | undefined,
  t: Messages,
): Ending | undefined {
  switch (view.state) {
    case undefined:
      return lost ? { tone: "warning", text: t.chat.states.lost, next: "look_again" } : undefined;
    case "stopped":
      return { tone: "neutral", text: t.chat.states.stopped, next: "ask_again" };
    case "interrupted":
      return { tone: "warning", text: t.chat.states.interrupted, next: "ask_again" };
    case "filtered":
      return { tone: "warning", text: view.error?.detail ?? failureText ?? t.chat.states.filtered, next: "reword" };
    case "failed": {
      const reason = view.error?.detail ?? failureText;
      const text = reason ? `${t.chat.states.failed} ${reason}` : t.chat.states.failed;
      return { tone: "danger", text, next: "ask_again" };
    }
    case "complete":
      if (!view.notices.includes("output_limit_reached")) return undefined;
      return { tone: "neutral", text: t.answers.trouble.truncated, next: "continue" };
    case "pending":
    case "streaming":
      return undefined;
    default:
      return view.state satisfies never;
  }
}

interface AnswerNoticesProps {
  view: AnswerView;
  /** It has no end, and nothing more comes by itself. */
  lost: boolean;
  failureText: string | undefined;
  /** These are left out where an answer is only read. */
  onRegenerate: ((how: AnswerAnew) => void) | undefined;
  /** Left out where something follows. */
  onContinue: (() => void) | undefined;
  onLookAgain: (() => void) | undefined;
}

/** A model that answers without evidence all the same is not taken at its word. */
function aboutSupport({ unsupported, notices }: AnswerView, t: Messages): string[] {
  if (unsupported.length === 0) return [];
  if (notices.includes("no_evidence_found")) return [t.citationWords.notFromDocuments];
  return [t.citationWords.unsupportedCount(unsupported.length)];
}

/** What the reader must know about an answer: how it ended, and what it is based on. */
export function AnswerNotices(props: AnswerNoticesProps) {
  const { view, onRegenerate } = props;
  const t = useMessages();
  const answering = useAnswering();
  const ending = endingOf(view, props.lost, props.failureText, t);
  const sentences = [
    ...view.notices
      .filter((notice) => notice !== "retrieved_from_cache" && notice !== "output_limit_reached")
      .map((notice) => t.chat.notices[notice]),
    ...aboutSupport(view, t),
  ];
  return (
    <>
      {ending && (
        <Notice tone={ending.tone} action={<NextStep next={ending.next} {...props} />}>
          {ending.text}{" "}
          {ending.next === "reword" && !ending.text.endsWith(t.chat.states.filtered) && t.answers.trouble.filteredNext}
        </Notice>
      )}
      {view.notices.includes("retrieved_from_cache") && (
        <p className="flex flex-wrap items-center gap-2 text-muted-foreground text-xs">
          <Badge>
            <History aria-hidden />
            {t.answers.cache.badge}
          </Badge>
          <span className="sr-only">{t.answers.cache.explain}</span>
          {onRegenerate && (
            <button
              type="button"
              disabled={answering}
              className="min-h-6 rounded-sm underline underline-offset-2 hover:text-foreground disabled:opacity-50"
              onClick={() => onRegenerate({ useCache: false })}
            >
              {t.chat.searchAgain}
            </button>
          )}
        </p>
      )}
      {sentences.length > 0 && (
        <ul className="grid gap-1">
          {sentences.map((sentence) => (
            <li key={sentence} className="flex gap-2 text-muted-foreground text-xs">
              <Info className="mt-0.5 size-3.5 shrink-0" aria-hidden />
              <span>{sentence}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function NextStep({ next, onRegenerate, onContinue, onLookAgain }: AnswerNoticesProps & { next: Ending["next"] }) {
  const t = useMessages();
  const answering = useAnswering();
  if (next === "look_again") {
    return (
      onLookAgain && (
        <Button size="small" onClick={onLookAgain}>
          <RotateCw aria-hidden />
          {t.answers.trouble.lookAgain}
        </Button>
      )
    );
  }
  if (next === "continue") {
    return (
      onContinue && (
        <Button size="small" disabled={answering} onClick={onContinue}>
          {t.answers.trouble.continueAnswer}
        </Button>
      )
    );
  }
  return (
    onRegenerate && (
      <Button size="small" disabled={answering} onClick={() => onRegenerate({})}>
        <RotateCw aria-hidden />
        {t.chat.askAgain}
      </Button>
    )
  );
}
