"use client";
import type { KnowledgeBase } from "@eai/contract";
import { Ellipsis, Trash2, UserPlus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { ShareDialog } from "@/components/sharing/share-dialog.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu.tsx";
import { formatAgo, formatBytes } from "@/data/format.ts";
import { useMessages } from "@/messages/index.tsx";
import { AudienceBadges } from "./audience-badges.tsx";
import { DeleteKnowledgeBaseDialog } from "./delete-knowledge-base-dialog.tsx";

/** A knowledge base at a glance; the whole card opens it. */
export function KnowledgeBaseCard({ base }: { base: KnowledgeBase }) {
  const t = useMessages();
  const [deleting, setDeleting] = useState(false);
  const [sharing, setSharing] = useState(false);
  const pending = base.document_count - base.ready_count - base.failed_count;
  return (
    <li className="group relative flex min-h-36 flex-col rounded-lg border bg-surface p-4 shadow-raised transition-colors focus-within:border-border-strong hover:border-border-strong">
      <div className="flex items-start gap-2">
        <h2 className="min-w-0 grow font-medium [overflow-wrap:anywhere]">
          <Link
            href={`/knowledge-bases/${base.id}`}
            className="line-clamp-2 outline-none after:absolute after:inset-0 after:rounded-lg focus-visible:after:outline-2 focus-visible:after:outline-ring focus-visible:after:outline-offset-2"
          >
            {base.name}
          </Link>
        </h2>
        {(base.may_write || base.may_manage) && (
          <Menu>
            <MenuTrigger asChild>
              <IconButton label={t.knowledge.actionsFor(base.name)} className="relative -mt-1.5 -mr-2">
                <Ellipsis />
              </IconButton>
            </MenuTrigger>
            <MenuContent align="end">
              {base.may_manage && (
                <MenuItem onSelect={() => setSharing(true)}>
                  <UserPlus />
                  {t.sharing.share}
                </MenuItem>
              )}
              {base.may_write && (
                <MenuItem danger onSelect={() => setDeleting(true)}>
                  <Trash2 />
                  {t.common.delete}
                </MenuItem>
              )}
            </MenuContent>
          </Menu>
        )}
      </div>
      <p className="mt-1 line-clamp-2 text-[0.8125rem] text-muted-foreground [overflow-wrap:anywhere]">
        {base.description}
      </p>
      <div className="mt-auto flex flex-wrap items-center gap-1.5 pt-4">
        <AudienceBadges base={base} />
        {pending > 0 && <Badge tone="accent">{t.knowledge.inProgressCount(pending)}</Badge>}
        {base.failed_count > 0 && <Badge tone="danger">{t.knowledge.failedCount(base.failed_count)}</Badge>}
      </div>
      <p className="mt-2 truncate text-muted-foreground text-xs">
        {t.knowledge.documents(base.document_count)}
        {base.document_count > 0 && ` · ${formatBytes(base.size_bytes, t.language)}`}
        {` · ${formatAgo(base.updated_at, t.language)}`}
      </p>
      {sharing && (
        <ShareDialog target={{ knowledgeBaseId: base.id }} name={base.name} onClose={() => setSharing(false)} />
      )}
      <DeleteKnowledgeBaseDialog base={base} open={deleting} onOpenChange={setDeleting} />
    </li>
  );
}
