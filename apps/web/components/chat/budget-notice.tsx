"use client";
import type { OwnBudget } from "@eai/contract";
import { Notice } from "@/components/ui/notice.tsx";
import { mostUrgent, useOwnBudgets } from "@/data/budgets.ts";
import { formatMicroUsd, formatMonthEnd } from "@/data/format.ts";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";

/** Tells what is left of a budget, from its alert on: before questions are refused, not only then. */
export function BudgetNotice() {
  const t = useMessages();
  const { data = [] } = useOwnBudgets();
  const budget = mostUrgent(data);
  if (!budget) return null;
  return (
    <div role="status" className="mx-auto w-full max-w-3xl px-3 pt-3 md:px-5">
      <Notice tone="warning" title={titleOf(budget, t)}>
        {t.chat.budget.until(formatMonthEnd(budget.ends_at, budget.time_zone, t.language))}
      </Notice>
    </div>
  );
}

function titleOf(budget: OwnBudget, t: Messages): string {
  const owner = t.chat.budget.owners[budget.scope](budget.name ?? "");
  const amount = formatMicroUsd(budget.remaining_micro_usd, t.language);
  switch (budget.state) {
    case "stopped":
      return t.chat.budget.stopped(owner);
    case "grace":
      return t.chat.budget.grace(owner, amount);
    case "alert":
    case "ok":
      return t.chat.budget.left(owner, budget.remaining_percent, amount);
    default:
      return budget.state satisfies never;
  }
}
