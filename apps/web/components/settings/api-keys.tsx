"use client";
import type { ApiKey } from "@eai/contract";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { Button } from "@/components/ui/button.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { stateOf, useApiKeys, useRevokeApiKey } from "@/data/api-keys.ts";
import { useMessages } from "@/messages/index.tsx";
import { ApiKeyRow } from "./api-key-row.tsx";
import { CreateApiKeyDialog } from "./create-api-key-dialog.tsx";
import { SettingsHeading } from "./settings-section.tsx";

const listStyles = "divide-y rounded-lg border bg-surface shadow-raised";

/** The person's API keys: making, looking after and revoking them. */
export function ApiKeys() {
  const t = useMessages();
  const query = useApiKeys();
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey>();
  const revoke = useRevokeApiKey();
  const words = t.settings.keys;
  const keys = query.data?.pages.flatMap((page) => page.data) ?? [];
  const working = keys.filter((key) => stateOf(key) === "active" || stateOf(key) === "soon");
  const ended = keys.filter((key) => !working.includes(key));
  const createButton = (
    <Button variant="primary" size="small" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {words.create}
    </Button>
  );

  return (
    <>
      <SettingsHeading
        title={t.settings.sections["api-keys"]}
        lead={words.lead}
        action={keys.length > 0 && createButton}
      />
      {query.isPending && (
        <div className="grid gap-2">
          <Skeleton className="h-18" />
          <Skeleton className="h-18" />
        </div>
      )}
      {query.isError && !query.data && <LoadFailure error={query.error} onRetry={() => query.refetch()} />}
      {query.isSuccess && working.length === 0 && (
        <EmptyState
          icon={KeyRound}
          title={words.emptyTitle}
          action={keys.length === 0 && createButton}
          className="rounded-lg border border-dashed"
        >
          {words.empty}
        </EmptyState>
      )}
      {working.length > 0 && (
        <ul aria-label={t.settings.sections["api-keys"]} className={listStyles}>
          {working.map((key) => (
            <ApiKeyRow key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
          ))}
        </ul>
      )}
      {ended.length > 0 && (
        <details className="mt-6">
          <summary className="w-fit cursor-pointer rounded-sm text-[0.8125rem] text-muted-foreground hover:text-foreground">
            {words.ended(ended.length)}
          </summary>
          <ul className={`${listStyles} mt-3`}>
            {ended.map((key) => (
              <ApiKeyRow key={key.id} apiKey={key} />
            ))}
          </ul>
        </details>
      )}
      {query.hasNextPage && (
        <Button className="mt-4" busy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          {t.common.loadMore}
        </Button>
      )}
      <CreateApiKeyDialog open={creating} onOpenChange={setCreating} />
      <ConfirmDialog
        open={revoking !== undefined}
        onOpenChange={(open) => !open && setRevoking(undefined)}
        title={words.revokeTitle(revoking?.name ?? "")}
        description={words.revokeText}
        action={words.revokeAction}
        onConfirm={async () => {
          if (!revoking) return;
          await revoke.mutateAsync(revoking.id);
          showToast(words.revoked);
        }}
      />
    </>
  );
}
