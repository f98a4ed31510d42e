"use client";
import { ListTree } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuTrigger } from "@/components/ui/menu.tsx";
import { useMessages } from "@/messages/index.tsx";
import { questionTextOf } from "./chat-message.ts";
import type { Turn } from "./conversation-tree.ts";

/** From so many questions on it is quicker than scrolling. */
const fewestQuestions = 4;
const longestTitle = 120;

interface QuestionJumpProps {
  turns: readonly Turn[];
  onJump: (messageId: string) => void;
}

/** The questions of a long conversation, to jump to. */
export function QuestionJump({ turns, onJump }: QuestionJumpProps) {
  const t = useMessages();
  if (turns.length < fewestQuestions) return null;
  return (
    <Menu>
      <MenuTrigger asChild>
        <IconButton label={t.answers.jump.label} variant="secondary" className="absolute end-3 top-3 bg-surface/90">
          <ListTree />
        </IconButton>
      </MenuTrigger>
      <MenuContent align="end" className="max-h-[min(28rem,70dvh)] w-80 max-w-[calc(100vw-1.5rem)] overflow-y-auto">
        <MenuLabel>{t.answers.jump.count(turns.length)}</MenuLabel>
        {turns.map(({ question }) => (
          <MenuItem key={question.id} onSelect={() => onJump(question.id)}>
            <span className="truncate">{questionTextOf(question).slice(0, longestTitle)}</span>
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  );
}
