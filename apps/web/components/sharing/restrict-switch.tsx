"use client";
import { Notice } from "@/components/ui/notice.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import { useRestrictDocument } from "@/data/access.ts";
import { sentenceOf } from "@/data/api-error.ts";
import { useMessages } from "@/messages/index.tsx";

interface RestrictSwitchProps {
  target: { knowledgeBaseId: string; documentId: string };
  restricted: boolean;
}

/** Whether only the document's own list decides who reads it. */
export function RestrictSwitch({ target, restricted }: RestrictSwitchProps) {
  const t = useMessages();
  const restrict = useRestrictDocument(target);
  return (
    <div className="grid gap-2">
      <div className="flex items-start gap-3 rounded-lg border p-3">
        <div className="min-w-0 grow">
          <label htmlFor="restrict" className="cursor-pointer font-medium">
            {t.sharing.restrict}
          </label>
          <p id="restrict-note" className="text-small text-muted-foreground">
            {t.sharing.restrictHint}
          </p>
        </div>
        <Switch
          id="restrict"
          aria-describedby="restrict-note"
          checked={restrict.isPending ? restrict.variables : restricted}
          onCheckedChange={(next) => restrict.mutate(next)}
          className="mt-0.5"
        />
      </div>
      {restrict.isError && <Notice tone="danger">{sentenceOf(restrict.error, t.errors.unknown)}</Notice>}
    </div>
  );
}
