"use client";
import type { KnowledgeBase } from "@eai/contract";
import Link from "next/link";
import { formatAgo, formatBytes } from "@/data/format.ts";
import { useMessages } from "@/messages/index.tsx";
import { AudienceBadges } from "./audience-badges.tsx";
import { DocumentStates } from "./document-states.tsx";
import { KnowledgeBaseMenu } from "./knowledge-base-menu.tsx";

/** Knowledge bases as lines: more at once, and what they hold beneath each other. */
export function KnowledgeBaseTable({ bases }: { bases: readonly KnowledgeBase[] }) {
  const t = useMessages();
  return (
    // How wide it is depends on the navigation beside it, not on the window alone.
    <div className="@container overflow-hidden rounded-lg border bg-surface">
      <table className="w-full table-fixed text-small">
        <thead className="border-b text-muted-foreground text-xs">
          <tr>
            <th scope="col" className="px-4 py-2.5 text-start font-medium">
              {t.knowledge.name}
            </th>
            <th scope="col" className="w-38 px-4 py-2.5 text-start font-medium @max-2xl:hidden">
              {t.knowledge.scope}
            </th>
            <th scope="col" className="w-36 px-4 py-2.5 text-start font-medium @max-4xl:hidden">
              {t.library.bases.owner}
            </th>
            <th scope="col" className="w-26 px-4 py-2.5 text-end font-medium @max-2xl:hidden">
              {t.documents.list}
            </th>
            <th scope="col" className="w-26 px-4 py-2.5 text-end font-medium @max-3xl:hidden">
              {t.library.bases.size}
            </th>
            <th scope="col" className="w-32 px-4 py-2.5 text-end font-medium @max-4xl:hidden">
              {t.library.bases.changed}
            </th>
            <th scope="col" className="w-12">
              <span className="sr-only">{t.library.bases.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {bases.map((base) => (
            <tr key={base.id} className="relative border-b last:border-b-0 focus-within:bg-hover/50 hover:bg-hover/50">
              <td className="px-4 py-2.5">
                <Link
                  href={`/knowledge-bases/${base.id}`}
                  className="block truncate font-medium text-sm outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-ring focus-visible:after:-outline-offset-2"
                >
                  <bdi>{base.name}</bdi>
                </Link>
                {base.description && <p className="truncate text-muted-foreground text-xs">{base.description}</p>}
                <p className="mt-1 flex flex-wrap gap-1.5 empty:hidden">
                  <DocumentStates base={base} />
                </p>
                <p className="mt-1 truncate text-muted-foreground text-xs @2xl:hidden">
                  {t.knowledge.documents(base.document_count)} · {t.knowledge.scopes[base.scope]}
                </p>
              </td>
              <td className="px-4 py-2.5 @max-2xl:hidden">
                <span className="flex flex-wrap gap-1">
                  <AudienceBadges base={base} />
                </span>
              </td>
              <td className="truncate px-4 py-2.5 text-muted-foreground @max-4xl:hidden">
                <bdi>{base.owner.name}</bdi>
              </td>
              <td className="px-4 py-2.5 text-end text-muted-foreground tabular-nums @max-2xl:hidden">
                {base.document_count.toLocaleString(t.language)}
              </td>
              <td className="px-4 py-2.5 text-end text-muted-foreground tabular-nums @max-3xl:hidden">
                {base.document_count === 0 ? "–" : formatBytes(base.size_bytes, t.language)}
              </td>
              <td className="px-4 py-2.5 text-end text-muted-foreground @max-4xl:hidden">
                {formatAgo(base.updated_at, t.language)}
              </td>
              <td className="pe-2 text-end">
                <KnowledgeBaseMenu base={base} className="relative" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
