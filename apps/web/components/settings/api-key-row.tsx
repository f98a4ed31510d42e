"use client";
import type { ApiKey } from "@eai/contract";
import { Badge, type BadgeTone } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { type ApiKeyState, stateOf } from "@/data/api-keys.ts";
import { formatAgo, formatDate } from "@/data/format.ts";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";

const tones: Record<ApiKeyState, BadgeTone> = {
  active: "success",
  soon: "warning",
  expired: "neutral",
  revoked: "neutral",
};

function factsOf(key: ApiKey, state: ApiKeyState, t: Messages): string {
  const words = t.settings.keys;
  const day = (time: string) => formatDate(time, t.language);
  const end = () => {
    if (key.revoked_at) return words.revokedAt(formatAgo(key.revoked_at, t.language));
    if (!key.expires_at) return words.noExpiry;
    return state === "expired" ? words.expired(day(key.expires_at)) : words.expires(day(key.expires_at));
  };
  return [
    key.last_used_at ? words.lastUsed(formatAgo(key.last_used_at, t.language)) : words.neverUsed,
    words.created(formatAgo(key.created_at, t.language)),
    end(),
  ].join(" · ");
}

/** One API key; without `onRevoke` it can only be looked at. */
export function ApiKeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke?: () => void }) {
  const t = useMessages();
  const words = t.settings.keys;
  const state = stateOf(apiKey);
  return (
    <li className="grid gap-1.5 px-4 py-3">
      <div className="flex items-start gap-3">
        <div className="min-w-0 grow">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="font-medium [overflow-wrap:anywhere]">{apiKey.name}</span>
            <code className="rounded-sm bg-muted px-1.5 py-px font-mono text-muted-foreground text-xs">
              {apiKey.prefix}…
            </code>
            <Badge tone={tones[state]}>{words.states[state]}</Badge>
          </p>
          <p className="mt-0.5 text-muted-foreground text-xs">{factsOf(apiKey, state, t)}</p>
        </div>
        {onRevoke && (
          <Button size="small" aria-label={words.revokeLabel(apiKey.name)} onClick={onRevoke}>
            {words.revoke}
          </Button>
        )}
      </div>
      <details className="text-xs">
        <summary className="w-fit cursor-pointer rounded-sm text-muted-foreground hover:text-foreground">
          {words.scopes(apiKey.scopes.length)}
        </summary>
        <ul className="mt-1.5 flex flex-wrap gap-1.5">
          {apiKey.scopes.map((scope) => (
            <li key={scope} className="rounded-md border px-2 py-0.5 text-muted-foreground">
              {t.settings.permissions[scope]}
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}
