"use client";
import type { Model } from "@eai/contract";
import { ChevronDown } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import { Menu, MenuContent, MenuLabel, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/components/ui/menu.tsx";
import { Tooltip } from "@/components/ui/tooltip.tsx";
import { useSystem } from "@/data/account.ts";
import { useModels } from "@/data/models.ts";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";

interface ModelPickerProps {
  value: string | undefined;
  onChange: (name: string) => void;
}

/** Chooses the model that answers; without a language model it says that answers are quotes. */
export function ModelPicker({ value, onChange }: ModelPickerProps) {
  const t = useMessages();
  const models = useModels().data;
  const quotesOnly = useSystem().data?.language_model === "quote";
  if (quotesOnly) {
    return (
      <Tooltip text={t.models.quoteHint} side="bottom">
        <button type="button" className="shrink-0 cursor-help rounded-full">
          <Badge tone="warning">{t.models.quote}</Badge>
        </button>
      </Tooltip>
    );
  }
  if (!models || models.length === 0) return null;
  const current = models.find((model) => model.name === value);
  return (
    <Menu>
      <MenuTrigger
        aria-label={t.models.current(current?.label ?? "")}
        className="inline-flex h-8 min-w-0 shrink-0 items-center gap-1.5 rounded-md px-2 text-muted-foreground hover:bg-hover hover:text-foreground data-[state=open]:bg-hover"
      >
        <span className="max-w-40 truncate">{current?.label ?? t.models.label}</span>
        <ChevronDown className="size-3.5" aria-hidden />
      </MenuTrigger>
      <MenuContent align="end" className="max-h-96 w-72 overflow-y-auto">
        <MenuLabel>{t.models.label}</MenuLabel>
        <MenuRadioGroup value={value ?? ""} onValueChange={onChange}>
          {models.map((model) => (
            <MenuRadioItem key={model.name} value={model.name}>
              <span className="min-w-0 grow">
                <span className="block truncate">{model.label}</span>
                <span className="block truncate text-muted-foreground text-xs">{factsOf(model, t)}</span>
              </span>
              {model.is_default && <Badge>{t.models.default}</Badge>}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}

function factsOf(model: Model, t: Messages): string {
  return [model.provider, model.regions.join(", "), t.models.context(model.context_window_tokens)]
    .filter(Boolean)
    .join(" · ");
}
