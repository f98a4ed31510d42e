"use client";
import type { KnowledgeBase } from "@eai/contract";
import Link from "next/link";
import { formatAgo, formatBytes } from "@/data/format.ts";
import { useMessages } from "@/messages/index.tsx";
import { AudienceBadges } from "./audience-badges.tsx";
import { DocumentStates } from "./document-states.tsx";
import { KnowledgeBaseMenu } from "./knowledge-base-menu.tsx";

/** A knowledge base at a glance; the whole card opens it. */
export function KnowledgeBaseCard({ base }: { base: KnowledgeBase }) {
  const t = useMessages();
  return (
    <li className="group relative flex min-h-38 flex-col rounded-lg border bg-surface p-4 shadow-raised transition-[border-color,box-shadow] focus-within:border-border-strong hover:border-border-strong hover:shadow-floating">
      <div className="flex items-start gap-2">
        <h2 className="min-w-0 grow font-medium leading-snug [overflow-wrap:anywhere]">
          <Link
            href={`/knowledge-bases/${base.id}`}
            className="line-clamp-2 outline-none after:absolute after:inset-0 after:rounded-lg focus-visible:after:outline-2 focus-visible:after:outline-ring focus-visible:after:outline-offset-2"
          >
            <bdi>{base.name}</bdi>
          </Link>
        </h2>
        <KnowledgeBaseMenu base={base} className="relative -my-1.5 -me-2" />
      </div>
      <p className="mt-1 line-clamp-2 text-small text-muted-foreground [overflow-wrap:anywhere]">{base.description}</p>
      <div className="mt-auto flex flex-wrap items-center gap-1.5 pt-4">
        <AudienceBadges base={base} />
        <DocumentStates base={base} />
      </div>
      {/* How long ago may be told a moment later than it was on the server. */}
      <p className="mt-2 truncate text-muted-foreground text-xs" suppressHydrationWarning>
        {t.knowledge.documents(base.document_count)}
        {base.document_count > 0 && ` · ${formatBytes(base.size_bytes, t.language)}`}
        {` · ${formatAgo(base.updated_at, t.language)}`}
      </p>
    </li>
  );
}
