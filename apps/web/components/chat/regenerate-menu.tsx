"use client";
import { RotateCw, Search } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "@/components/ui/menu.tsx";
import { useModels } from "@/data/models.ts";
import { useMessages } from "@/messages/index.tsx";
import { useAnswering } from "./answering-context.tsx";

/** How a question is answered once more. */
export interface AnswerAnew {
  /** Left out: the one that is chosen. */
  model?: string;
  /** False: search anew, whatever was found before. */
  useCache?: boolean;
}

interface RegenerateMenuProps {
  /** What wrote the answer. */
  model: string | undefined;
  onRegenerate: (how: AnswerAnew) => void;
}

/** Has the question answered again: by the same model, by another one, or after a new search. */
export function RegenerateMenu({ model, onRegenerate }: RegenerateMenuProps) {
  const t = useMessages();
  const answering = useAnswering();
  const models = useModels().data ?? [];
  const words = t.answers.actions;
  const same = models.find(({ name }) => name === model);
  const others = models.filter(({ name }) => name !== model);
  return (
    <Menu>
      <MenuTrigger asChild>
        <IconButton label={words.regenerate} className="size-7" disabled={answering}>
          <RotateCw />
        </IconButton>
      </MenuTrigger>
      <MenuContent align="start" className="max-h-96 w-64 overflow-y-auto">
        <MenuItem onSelect={() => onRegenerate(same ? { model: same.name } : {})}>
          <RotateCw aria-hidden />
          <span className="min-w-0">
            {words.sameModel}
            {same && <span className="block truncate text-muted-foreground text-xs">{same.label}</span>}
          </span>
        </MenuItem>
        <MenuItem onSelect={() => onRegenerate({ ...(same && { model: same.name }), useCache: false })}>
          <Search aria-hidden />
          {words.searchAnew}
        </MenuItem>
        {others.length > 0 && (
          <>
            <MenuSeparator />
            <MenuLabel>{words.otherModel}</MenuLabel>
            {others.map(({ name, label, regions }) => (
              <MenuItem key={name} onSelect={() => onRegenerate({ model: name })}>
                <span className="min-w-0 grow truncate">{label}</span>
                <span className="truncate text-muted-foreground text-xs">
                  {regions.length > 0 && regions.join(", ")}
                </span>
              </MenuItem>
            ))}
          </>
        )}
      </MenuContent>
    </Menu>
  );
}
