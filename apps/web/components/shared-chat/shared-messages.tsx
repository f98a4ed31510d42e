"use client";
import type { SharedMessage } from "@eai/contract";
import { useCallback, useMemo } from "react";
import { Answer } from "@/components/chat/answer.tsx";
import { fromStored } from "@/components/chat/chat-message.ts";
import { useMessages } from "@/messages/index.tsx";
import { HiddenAnswer } from "./hidden-answer.tsx";
import type { OpenCitation } from "./shared-conversation.tsx";

interface SharedMessagesProps {
  messages: readonly SharedMessage[];
  ownerName: string;
  openCitation: OpenCitation | null;
  onOpenCitation: (citation: OpenCitation) => void;
}

/** Questions and answers as in the chat, with nothing to do but to read them. What is out of sight costs no layout. */
export function SharedMessages({ messages, ownerName, openCitation, onOpenCitation }: SharedMessagesProps) {
  return (
    <ol className="grid gap-6">
      {messages.map((message) => (
        <li key={message.id} className="min-w-0 [contain-intrinsic-size:auto_12rem] [content-visibility:auto]">
          {message.role === "user" ? (
            <SharedQuestion text={message.text} ownerName={ownerName} />
          ) : (
            <SharedAnswer
              message={message}
              openNumber={openCitation?.messageId === message.id ? openCitation.number : null}
              onOpenCitation={onOpenCitation}
            />
          )}
        </li>
      ))}
    </ol>
  );
}

function SharedQuestion({ text, ownerName }: { text: string; ownerName: string }) {
  const t = useMessages();
  return (
    <article className="flex justify-end">
      <h2 className="sr-only">{t.sharedChats.asker(ownerName)}</h2>
      <p className="max-w-[85%] whitespace-pre-wrap rounded-2xl rounded-ee-md bg-muted px-4 py-2.5 text-[0.9375rem] leading-relaxed [overflow-wrap:anywhere]">
        {text}
      </p>
    </article>
  );
}

/** What is shared is one branch. */
const alone = { position: 0, questionIds: [] };
const ignore = () => undefined;

interface SharedAnswerProps {
  message: SharedMessage;
  openNumber: number | null;
  onOpenCitation: (citation: OpenCitation) => void;
}

function SharedAnswer({ message, openNumber, onOpenCitation }: SharedAnswerProps) {
  const stored = useMemo(() => fromStored(message), [message]);
  const open = useCallback(
    (messageId: string, number: number) => onOpenCitation({ messageId, number }),
    [onOpenCitation],
  );
  if (message.withheld) return <HiddenAnswer />;
  return (
    <Answer
      message={stored}
      versions={alone}
      drawn
      since={0}
      onChoose={ignore}
      onRegenerate={undefined}
      onContinue={undefined}
      onLookAgain={undefined}
      writing={false}
      lost={false}
      failureText={undefined}
      openNumber={openNumber}
      onOpenCitation={open}
      sessionId={null}
      question=""
    />
  );
}
