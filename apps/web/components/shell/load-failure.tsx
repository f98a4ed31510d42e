"use client";
import { CloudOff, LockKeyhole } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { asApiError, hasStatus, isUnreachable, sentenceOf } from "@/data/api-error.ts";
import { useMessages } from "@/messages/index.tsx";

/** Says why a page could not be loaded: not allowed, server away, or its own words. */
export function LoadFailure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useMessages();
  if (hasStatus(error, 403)) {
    return (
      <EmptyState icon={LockKeyhole} title={t.errors.permissionTitle}>
        {t.errors.permission}
      </EmptyState>
    );
  }
  const away = isUnreachable(error);
  const requestId = asApiError(error)?.problem?.request_id;
  return (
    <EmptyState
      icon={CloudOff}
      title={away ? t.errors.unreachableTitle : t.errors.crashTitle}
      action={<Button onClick={onRetry}>{t.common.retry}</Button>}
    >
      {away ? t.errors.unreachable : sentenceOf(error, t.errors.unknown)}
      {requestId && <p className="mt-2 font-mono text-xs">{t.errors.requestId(requestId)}</p>}
    </EmptyState>
  );
}
