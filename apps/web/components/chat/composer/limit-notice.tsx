"use client";
import { useEffect, useState } from "react";
import { Notice } from "@/components/ui/notice.tsx";
import { useOwnBudgets } from "@/data/budgets.ts";
import { formatMonthEnd } from "@/data/format.ts";
import { useMessages } from "@/messages/index.tsx";
import type { Refusal } from "../conversation.ts";

/**
 * Why a question came back, and when it can be asked again: counted down in sight, told once to screen readers. Nothing
 * is sent by itself.
 */
export function LimitNotice({ refusal }: { refusal: Refusal }) {
  const t = useMessages();
  const { data: budgets = [] } = useOwnBudgets();
  const left = useCountdown(refusal);
  const stopped = refusal.code === "budget_exhausted" && budgets.find(({ state }) => state === "stopped");
  const own = refusal.code === "network" ? t.problems.network : t.chat.failureHints[refusal.code];
  const sentence = refusal.detail ?? own ?? t.errors.unknown;
  if (refusal.retryAfterSeconds !== undefined && left === 0) {
    return (
      <div role="status">
        <Notice>{t.composer.limits.over}</Notice>
      </div>
    );
  }
  return (
    <Notice tone="danger">
      {sentence}
      {left !== undefined && (
        <>
          {" "}
          <span className="sr-only">{t.chat.comeBack(refusal.retryAfterSeconds ?? 0)}</span>
          <span aria-hidden className="tabular-nums">
            {t.chat.comeBack(left)}
          </span>
        </>
      )}
      {stopped && ` ${t.chat.budget.until(formatMonthEnd(stopped.ends_at, stopped.time_zone, t.language))}`}
    </Notice>
  );
}

/** Seconds left of a refusal; undefined when it did not say. */
function useCountdown({ retryAfterSeconds: seconds, refusedAt }: Refusal): number | undefined {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (seconds === undefined) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    const end = setTimeout(() => clearInterval(timer), refusedAt - Date.now() + (seconds + 2) * 1_000);
    return () => {
      clearInterval(timer);
      clearTimeout(end);
    };
  }, [seconds, refusedAt]);
  if (seconds === undefined) return undefined;
  return Math.max(0, Math.ceil(seconds - (now - refusedAt) / 1_000));
}
