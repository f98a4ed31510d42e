"use client";
import type { Model, OwnBudget } from "@eai/contract";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover.tsx";
import { Progress } from "@/components/ui/progress.tsx";
import { Tooltip } from "@/components/ui/tooltip.tsx";
import { useOwnBudgets } from "@/data/budgets.ts";
import { formatMicroUsd, formatMonthEnd } from "@/data/format.ts";
import { useMessages } from "@/messages/index.tsx";
import type { ChatMessage } from "../chat-message.ts";
import type { Turn } from "../conversation-tree.ts";
import { type ConversationUse, fullnessOf, useOf } from "./conversation-use.ts";

const tones = { fine: "stroke-accent", filling: "stroke-warning-text", full: "stroke-danger" } as const;
const radius = 6.5;
const circumference = 2 * Math.PI * radius;

interface UsageRingProps {
  /** All of the conversation: each was paid for. */
  messages: readonly ChatMessage[];
  /** The branch that is shown: the model reads it again with the next question. */
  turns: readonly Turn[];
  model: Model | undefined;
}

/** How much of the model's window the conversation takes; its breakdown tells cost and budgets too. */
export function UsageRing({ messages, turns, model }: UsageRingProps) {
  const t = useMessages();
  const { data: budgets = [] } = useOwnBudgets();
  const { lastTokens } = useOf(turns.flatMap(({ answer }) => answer ?? []));
  const use = { ...useOf(messages), lastTokens };
  // Quotes have no window, and where nothing is limited there is nothing to tell.
  if (!model || model.provider === "quote" || (use.lastTokens === 0 && budgets.length === 0)) return null;
  const share = use.lastTokens / model.context_window_tokens;
  const label = t.composer.use.summary(percentOf(share));
  return (
    <Popover>
      <Tooltip text={label} isName>
        <PopoverTrigger
          aria-label={label}
          className="flex size-8 shrink-0 items-center justify-center rounded-md hover:bg-hover data-[state=open]:bg-hover"
        >
          <svg viewBox="0 0 16 16" className="size-4.5 -rotate-90" aria-hidden>
            <circle cx="8" cy="8" r={radius} fill="none" strokeWidth="2.5" className="stroke-border-strong" />
            <circle
              cx="8"
              cy="8"
              r={radius}
              fill="none"
              strokeWidth="2.5"
              strokeLinecap="round"
              strokeDasharray={`${Math.min(1, share) * circumference} ${circumference}`}
              className={`${tones[fullnessOf(share)]} ${use.lastTokens === 0 ? "opacity-0" : ""}`}
            />
          </svg>
        </PopoverTrigger>
      </Tooltip>
      <PopoverContent
        align="end"
        side="top"
        className="w-80 max-w-[calc(100vw-2rem)] p-3.5 text-[0.8125rem]"
        aria-label={t.composer.use.label}
      >
        <Breakdown use={use} model={model} budgets={budgets} share={share} />
      </PopoverContent>
    </Popover>
  );
}

function Breakdown({
  use,
  model,
  budgets,
  share,
}: {
  use: ConversationUse;
  model: Model;
  budgets: readonly OwnBudget[];
  share: number;
}) {
  const t = useMessages();
  return (
    <div className="grid gap-3">
      <section className="grid gap-1.5">
        <Line title={t.composer.use.context} value={`${percentOf(share)} %`} />
        <Progress value={Math.min(1, share)} label={t.composer.use.context} />
        <p className="text-muted-foreground text-xs">
          {t.composer.use.tokens(use.lastTokens, model.context_window_tokens, model.label)}
          {fullnessOf(share) !== "fine" && ` ${t.composer.use.nearlyFull}`}
        </p>
      </section>
      <Line title={t.composer.use.cost} value={formatMicroUsd(use.costMicroUsd, t.language)} />
      {use.estimated && <p className="-mt-2 text-muted-foreground text-xs">{t.composer.use.estimated}</p>}
      {budgets.map((budget) => (
        <section key={`${budget.scope} ${budget.name}`} className="grid gap-1.5 border-t pt-3">
          <Line
            title={t.chat.budget.owners[budget.scope](budget.name ?? "")}
            value={t.composer.use.left(formatMicroUsd(budget.remaining_micro_usd, t.language))}
          />
          <Progress value={budget.remaining_percent / 100} label={t.composer.use.budgetLeft} />
          <p className="text-muted-foreground text-xs">
            {t.composer.use.anew(formatMonthEnd(budget.ends_at, budget.time_zone, t.language))}
          </p>
        </section>
      ))}
    </div>
  );
}

function Line({ title, value }: { title: string; value: string }) {
  return (
    <p className="flex items-baseline justify-between gap-3">
      <span className="font-medium">{title}</span>
      <span className="text-muted-foreground tabular-nums">{value}</span>
    </p>
  );
}

/** Rounded, but never 0 for something. */
function percentOf(share: number): number {
  return share > 0 ? Math.max(1, Math.round(share * 100)) : 0;
}
