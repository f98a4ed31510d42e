"use client";
import { ChevronDown, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from "@/components/ui/menu.tsx";
import type { AccessLevel } from "@/data/access.ts";
import { useMessages } from "@/messages/index.tsx";

interface LevelMenuProps {
  label: string;
  value: AccessLevel;
  /** A single document can be read, not edited. */
  levels: readonly AccessLevel[];
  onChange: (level: AccessLevel) => void;
  onRemove?: () => void;
}

/** Chooses how far somebody may go, and says what each step means. */
export function LevelMenu({ label, value, levels, onChange, onRemove }: LevelMenuProps) {
  const t = useMessages();
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button aria-label={label} className="max-xs:px-2.5">
          {t.sharing.levels[value]}
          <ChevronDown className="text-muted-foreground" aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuContent align="end" className="w-72 max-w-[calc(100vw-2rem)]">
        <MenuRadioGroup
          value={value}
          onValueChange={(next) => {
            const level = levels.find((entry) => entry === next);
            if (level && level !== value) onChange(level);
          }}
        >
          {levels.map((level) => (
            <MenuRadioItem key={level} value={level} className="items-start">
              <span>
                <span className="block">{t.sharing.levels[level]}</span>
                <span className="block text-muted-foreground text-xs">{t.sharing.levelHints[level]}</span>
              </span>
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
        {onRemove && (
          <>
            <MenuSeparator />
            <MenuItem danger onSelect={onRemove}>
              <Trash2 />
              {t.sharing.remove}
            </MenuItem>
          </>
        )}
      </MenuContent>
    </Menu>
  );
}
