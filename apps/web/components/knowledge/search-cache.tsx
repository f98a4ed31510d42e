"use client";
import type { CacheStatistics } from "@eai/contract";
import { useState } from "react";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { Button } from "@/components/ui/button.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { formatMicroUsd } from "@/data/format.ts";
import { useClearSearchCache, useSearchCache, useUpdateSearchCache } from "@/data/search-cache.ts";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";
import { SearchCacheSimilarity } from "./search-cache-similarity.tsx";

/** The cache of searches: whether it is used, what it saved, and forgetting what it holds. */
export function SearchCache({ knowledgeBaseId }: { knowledgeBaseId: string }) {
  const t = useMessages();
  const cache = useSearchCache(knowledgeBaseId);
  return (
    <section aria-labelledby="search-cache-title" className="grid gap-3">
      <div>
        <h2 id="search-cache-title" className="font-medium text-sm">
          {t.searchCache.title}
        </h2>
        <p id="search-cache-lead" className="max-w-xl text-muted-foreground text-sm">
          {t.searchCache.lead}
        </p>
      </div>
      {cache.isPending && <Skeleton className="h-24" />}
      {cache.isError && !cache.data && <LoadFailure error={cache.error} onRetry={() => cache.refetch()} />}
      {cache.data && <Settings knowledgeBaseId={knowledgeBaseId} cache={cache.data} />}
    </section>
  );
}

function Settings({ knowledgeBaseId, cache }: { knowledgeBaseId: string; cache: CacheStatistics }) {
  const t = useMessages();
  const update = useUpdateSearchCache(knowledgeBaseId);
  const clear = useClearSearchCache(knowledgeBaseId);
  const [forgetting, setForgetting] = useState(false);
  const failed = (error: unknown) => showToast(sentenceOf(error, t.errors.unknown), "danger");
  // What was chosen shows at once; when it fails, what holds is read again.
  const enabled = update.isPending ? (update.variables.enabled ?? cache.enabled) : cache.enabled;

  return (
    <div className="grid gap-4 rounded-lg border bg-surface p-4">
      <div className="flex items-center justify-between gap-4">
        <label htmlFor="search-cache-enabled" className="font-medium text-small">
          {t.searchCache.enabled}
        </label>
        <Switch
          id="search-cache-enabled"
          checked={enabled}
          aria-describedby="search-cache-lead"
          onCheckedChange={(next) => update.mutate({ enabled: next }, { onError: failed })}
        />
      </div>
      {enabled && (
        <SearchCacheSimilarity
          key={cache.similarity}
          value={cache.similarity}
          busy={update.isPending}
          onSave={(similarity) =>
            update.mutate({ similarity }, { onError: failed, onSuccess: () => showToast(t.knowledge.saved) })
          }
        />
      )}
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3 border-t pt-3">
        <dl className="flex flex-wrap gap-x-6 gap-y-2 text-small tabular-nums">
          {figuresOf(cache, t).map(([name, figure]) => (
            <div key={name}>
              <dt className="text-muted-foreground text-xs">{name}</dt>
              <dd>{figure}</dd>
            </div>
          ))}
        </dl>
        <Button size="small" onClick={() => setForgetting(true)}>
          {t.searchCache.forget}
        </Button>
      </div>
      <ConfirmDialog
        open={forgetting}
        onOpenChange={setForgetting}
        title={t.searchCache.forgetTitle}
        description={t.searchCache.forgetText}
        action={t.searchCache.forget}
        onConfirm={async () => {
          await clear.mutateAsync();
          showToast(t.searchCache.forgotten);
        }}
      />
    </div>
  );
}

function figuresOf(cache: CacheStatistics, t: Messages): [name: string, figure: string][] {
  const searches = cache.exact_hits + cache.similar_hits + cache.misses;
  const percent = cache.hit_rate.toLocaleString(t.language, { style: "percent", maximumFractionDigits: 0 });
  const saved = [
    cache.saved_ms > 0 && t.searchCache.savedTime(cache.saved_ms),
    cache.saved_micro_usd > 0 && formatMicroUsd(cache.saved_micro_usd, t.language),
  ].filter((part) => part !== false);
  return [
    [t.searchCache.entries, cache.entries.toLocaleString(t.language)],
    [t.searchCache.hitRate, searches === 0 ? t.searchCache.noSearches : t.searchCache.ofSearches(percent, searches)],
    [t.searchCache.saved, saved.length === 0 ? t.searchCache.nothing : saved.join(", ")],
  ];
}
