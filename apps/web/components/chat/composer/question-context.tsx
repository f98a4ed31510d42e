"use client";
import { FileText, FileX, Hash } from "lucide-react";
import Link from "next/link";
import { viewerPath } from "@/data/documents.ts";
import { useMessages } from "@/messages/index.tsx";
import type { ChatMessage } from "../chat-message.ts";

interface QuestionContextProps {
  question: ChatMessage;
  /** The question before it: what that was asked of already is not shown again. */
  before: ChatMessage | undefined;
}

const tile = "inline-flex h-8 max-w-64 items-center gap-1.5 rounded-lg border px-2.5 text-[0.8125rem]";

/** What a question was asked with, as stored: its files and the tags it was narrowed to. */
export function QuestionContext({ question, before }: QuestionContextProps) {
  const t = useMessages();
  const known = new Set(before?.metadata?.documents?.map(({ id }) => id));
  const named = new Set(question.metadata?.filters?.document_ids);
  const documents = (question.metadata?.documents ?? []).filter(({ id }) => !known.has(id) || named.has(id));
  const tags = question.metadata?.filters?.tags ?? [];
  if (documents.length + tags.length === 0) return null;
  return (
    <ul aria-label={t.composer.files.label} className="mb-1.5 flex flex-wrap justify-end gap-1.5">
      {documents.map(({ id, name, knowledge_base_id: knowledgeBaseId, available }) => (
        <li key={id} className="max-w-full">
          {available && name !== null && knowledgeBaseId !== null ? (
            <Link
              href={viewerPath({ knowledgeBaseId, documentId: id })}
              className={`${tile} bg-surface hover:border-border-strong hover:bg-hover`}
            >
              <FileText className="size-4 shrink-0 text-muted-foreground" aria-hidden />
              <bdi className="truncate">{name}</bdi>
            </Link>
          ) : (
            <span className={`${tile} text-muted-foreground`}>
              <FileX className="size-4 shrink-0" aria-hidden />
              <span className="truncate">{t.composer.files.noLongerThere}</span>
            </span>
          )}
        </li>
      ))}
      {tags.map((tag) => (
        <li key={tag} className={`${tile} bg-surface`}>
          <Hash className="size-3.5 shrink-0 text-muted-foreground" aria-hidden />
          <bdi className="truncate">{tag}</bdi>
        </li>
      ))}
    </ul>
  );
}
