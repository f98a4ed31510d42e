"use client";
import type { Model } from "@eai/contract";
import { Command } from "cmdk";
import { Check, ChevronDown } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover.tsx";
import { Tooltip } from "@/components/ui/tooltip.tsx";
import { useSystem } from "@/data/account.ts";
import { useModels } from "@/data/models.ts";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";
import { groupedModels } from "./model-groups.ts";

interface ModelPickerProps {
  value: string | undefined;
  onChange: (name: string) => void;
}

/** Chooses the model that answers, of those that are permitted; without a language model it says that answers are quotes. */
export function ModelPicker({ value, onChange }: ModelPickerProps) {
  const t = useMessages();
  const [open, setOpen] = useState(false);
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

  function choose(name: string) {
    onChange(name);
    setOpen(false);
  }

  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger
        aria-label={t.models.current(current?.label ?? "")}
        className="inline-flex h-8 min-w-0 shrink-0 items-center gap-1.5 rounded-md px-2 text-muted-foreground hover:bg-hover hover:text-foreground data-[state=open]:bg-hover"
      >
        <span className="max-w-32 truncate sm:max-w-48">{current?.label ?? t.models.label}</span>
        <ChevronDown className="size-3.5" aria-hidden />
      </PopoverTrigger>
      <PopoverContent align="end" className="w-88 max-w-[calc(100vw-1rem)]" aria-label={t.models.label}>
        <ModelList models={models} value={value} onChoose={choose} />
      </PopoverContent>
    </Popover>
  );
}

interface ModelListProps {
  models: readonly Model[];
  value: string | undefined;
  onChoose: (name: string) => void;
}

function ModelList({ models, value, onChoose }: ModelListProps) {
  const t = useMessages();
  return (
    <Command label={t.composer.models.search} loop {...(value !== undefined && { defaultValue: value })}>
      <Command.Input
        autoFocus
        placeholder={t.composer.models.search}
        className="h-10 w-full border-b bg-transparent px-3.5 outline-none placeholder:text-subtle max-sm:text-base"
      />
      <Command.List label={t.models.label} className="max-h-96 overflow-y-auto p-1">
        <Command.Empty className="px-2.5 py-3 text-muted-foreground">{t.composer.models.none}</Command.Empty>
        {groupedModels(models).map(({ name, kind, models: members }) => (
          <Command.Group
            key={name}
            heading={(kind === "provider" && t.composer.models.providers[name]) || name}
            className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted-foreground [&_[cmdk-group-heading]]:text-xs"
          >
            {members.map((model) => (
              <Command.Item
                key={model.name}
                value={model.name}
                keywords={[model.label, model.provider, ...model.regions]}
                onSelect={() => onChoose(model.name)}
                aria-checked={model.name === value}
                className="flex min-h-11 cursor-pointer select-none items-center gap-2 rounded-md px-2 py-1.5 data-[selected=true]:bg-hover"
              >
                <Check className={`size-4 shrink-0 ${model.name === value ? "" : "invisible"}`} aria-hidden />
                <span className="min-w-0 grow">
                  <span className="block truncate">{model.label}</span>
                  <span className="block truncate text-muted-foreground text-xs">{factsOf(model, t)}</span>
                </span>
                {model.is_default && <Badge>{t.models.default}</Badge>}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}

function factsOf({ context_window_tokens, capabilities, regions }: Model, t: Messages): string {
  return [
    t.models.context(context_window_tokens),
    capabilities.reasoning && t.composer.models.reasoning,
    capabilities.tools && t.composer.models.tools,
    !capabilities.streaming && t.composer.models.noStreaming,
    regions.join(", "),
  ]
    .filter(Boolean)
    .join(" · ");
}
