"use client";
import { Check, Copy, Ellipsis, FileText, Link2, Type } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { useCopy } from "@/components/ui/use-copy.ts";
import { useMessages } from "@/messages/index.tsx";
import type { AnswerView } from "./chat-message.ts";
import { type CopyFormat, copiedAnswer } from "./copied-answer.ts";

interface CopyButtonsProps {
  view: AnswerView;
  /** Null until the conversation is stored. */
  sessionId: string | null;
  messageId: string;
}

/** Takes an answer elsewhere: with its sources, as plain text, alone, or as a link. */
export function CopyButtons({ view, sessionId, messageId }: CopyButtonsProps) {
  const t = useMessages();
  const words = t.answers.actions;
  const { copied, copy } = useCopy();
  const take = (format: CopyFormat) => void copy(copiedAnswer(view, format, window.location.origin, t));

  function takeLink() {
    const link = `${window.location.origin}/chat/${sessionId}#${messageId}`;
    void copy(link).then((isCopied) => isCopied && showToast(words.linkCopied));
  }

  return (
    <>
      <IconButton
        label={copied ? t.common.copied : view.citations.size > 0 ? words.copy : t.chat.copy}
        className="size-7"
        onClick={() => take("markdown")}
      >
        {copied ? <Check /> : <Copy />}
      </IconButton>
      <Menu>
        <MenuTrigger asChild>
          <IconButton label={words.more} className="size-7">
            <Ellipsis />
          </IconButton>
        </MenuTrigger>
        <MenuContent align="start">
          <MenuItem onSelect={() => take("plain")}>
            <FileText aria-hidden />
            {words.copyPlain}
          </MenuItem>
          <MenuItem onSelect={() => take("text")}>
            <Type aria-hidden />
            {words.copyText}
          </MenuItem>
          {sessionId && (
            <MenuItem onSelect={takeLink}>
              <Link2 aria-hidden />
              {words.copyLink}
            </MenuItem>
          )}
        </MenuContent>
      </Menu>
    </>
  );
}
