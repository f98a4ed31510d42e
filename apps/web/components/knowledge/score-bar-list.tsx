"use client";
import type { ScoreBar } from "@/data/score-bars.ts";
import { useMessages } from "@/messages/index.tsx";

/** What each stage of a search gave a passage, as bars beneath each other. */
export function ScoreBarList({ bars }: { bars: readonly ScoreBar[] }) {
  const t = useMessages();
  const show = (value: number) => value.toLocaleString(t.language, { maximumSignificantDigits: 3 });
  return (
    <dl className="grid grid-cols-[auto_minmax(3rem,1fr)_auto] items-center gap-x-2.5 gap-y-1 text-xs tabular-nums">
      {bars.map(({ name, value, share, needed }) => (
        <div key={name} className="contents" title={t.library.search.scoreHints[name]}>
          <dt className="text-muted-foreground">{t.search[name]}</dt>
          <dd aria-hidden className="relative h-1.5 rounded-full bg-muted">
            <span
              className="absolute inset-y-0 start-0 rounded-full bg-accent"
              style={{ width: `${Math.max(share * 100, 2)}%` }}
            />
            {needed !== null && (
              <span
                className="absolute -inset-y-1 w-0.5 rounded-full bg-foreground/70"
                style={{ insetInlineStart: `${needed * 100}%` }}
              />
            )}
          </dd>
          <dd className="text-end">
            {show(value)}
            {needed !== null && <span className="sr-only">{t.library.search.needed(show(needed))}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
