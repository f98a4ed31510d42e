"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { PageHeader } from "@/components/shell/page-header.tsx";
import { useKnowledgeBases } from "@/data/knowledge-bases.ts";
import { useMessages } from "@/messages/index.tsx";
import { ConversationSkeleton } from "./conversation-skeleton.tsx";
import { EmptyChat } from "./empty-chat.tsx";
import { initialKnowledgeBases } from "./initial-knowledge-bases.ts";

/** What stands in the place of a conversation until its script is there: of the same size, so that nothing moves. */
export function ChatFrame() {
  const t = useMessages();
  const isNew = usePathname() === "/chat";
  const wanted = useSearchParams().get("knowledge_base");
  const chosen = initialKnowledgeBases(useKnowledgeBases().data, wanted);
  return (
    <div className="flex h-full flex-col">
      <PageHeader>
        <h1 className="min-w-0 grow truncate font-medium">
          {isNew ? t.shell.newChat : <span className="sr-only">{t.common.loading}</span>}
        </h1>
      </PageHeader>
      {isNew ? <EmptyChat chosen={chosen.length > 0} /> : <ConversationSkeleton />}
      <div className="shrink-0 px-3 pb-3 md:px-5 md:pb-4" aria-hidden>
        <div className="mx-auto w-full max-w-3xl">
          <div className="h-22 rounded-xl border border-border-strong bg-surface px-4 pt-3 text-base text-subtle shadow-raised sm:text-[0.9375rem]">
            {t.composer.placeholder}
          </div>
          <p className="mt-2 text-center text-muted-foreground text-xs">{t.chat.hint}</p>
        </div>
      </div>
    </div>
  );
}
