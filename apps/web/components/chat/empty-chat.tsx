"use client";
import { Permission } from "@eai/contract";
import { ArrowUpRight, Plus } from "lucide-react";
import Link from "next/link";
import { usePermission, useSignedInPerson } from "@/components/shell/me.tsx";
import { Button } from "@/components/ui/button.tsx";
import { givenNameOf } from "@/components/ui/person-name.ts";
import { useKnowledgeBases } from "@/data/knowledge-bases.ts";
import { useMessages } from "@/messages/index.tsx";

interface EmptyChatProps {
  /** Is there a knowledge base to ask? */
  chosen: boolean;
  /** Left out while nothing can be asked yet. */
  onAsk?: (text: string) => void;
}

/** The start of a conversation: what to do first, or questions to begin with. */
export function EmptyChat({ chosen, onAsk }: EmptyChatProps) {
  const t = useMessages();
  const me = useSignedInPerson();
  const bases = useKnowledgeBases();
  const mayCreate = usePermission(Permission.KnowledgeCreate);
  const none = bases.isSuccess && bases.data.length === 0;
  return (
    <div className="flex min-h-0 grow flex-col items-center overflow-y-auto px-4">
      <div className="my-auto w-full max-w-2xl py-10">
        <h2 className="text-balance text-center font-semibold text-2xl tracking-tight">
          {t.chat.greeting(givenNameOf(me.name))}
        </h2>
        <p className="mx-auto mt-2 max-w-md text-balance text-center text-[0.9375rem] text-muted-foreground">
          {none ? t.chat.leadEmpty : t.chat.lead}
        </p>
        {none && mayCreate && (
          <div className="mt-6 flex justify-center">
            <Button asChild variant="primary">
              <Link href="/knowledge-bases?new">
                <Plus aria-hidden />
                {t.chat.createKnowledgeBase}
              </Link>
            </Button>
          </div>
        )}
        {!none && bases.isSuccess && chosen && (
          <ul aria-label={t.chat.suggestionsTitle} className="mt-8 grid gap-2 sm:grid-cols-2">
            {t.chat.suggestions.map((suggestion) => (
              <li key={suggestion} className="flex">
                <button
                  type="button"
                  aria-disabled={!onAsk}
                  onClick={() => onAsk?.(suggestion)}
                  className="group flex grow items-center justify-between gap-3 rounded-lg border bg-surface px-3.5 py-3 text-start text-muted-foreground transition-colors hover:border-border-strong hover:text-foreground"
                >
                  {suggestion}
                  <ArrowUpRight className="size-4 shrink-0 text-subtle group-hover:text-foreground" aria-hidden />
                </button>
              </li>
            ))}
          </ul>
        )}
        {!none && bases.isSuccess && !chosen && (
          <p className="mt-6 text-center text-[0.8125rem] text-muted-foreground">{t.chat.chooseFirst}</p>
        )}
      </div>
    </div>
  );
}
