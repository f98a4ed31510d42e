"use client";
import type { Document } from "@eai/contract";
import { Tag } from "lucide-react";
import { useState } from "react";
import { cn } from "@/components/ui/class-names.ts";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { useUpdateDocument } from "@/data/documents.ts";
import { useMessages } from "@/messages/index.tsx";
import { TagInput } from "./tag-input.tsx";

interface DocumentTagsProps {
  document: Pick<Document, "id" | "knowledge_base_id" | "name" | "tags">;
  known: readonly string[];
  mayWrite: boolean;
}

/** The tags of a document; who may write changes them where they stand. */
export function DocumentTags({ document, known, mayWrite }: DocumentTagsProps) {
  const t = useMessages();
  const [open, setOpen] = useState(false);
  const update = useUpdateDocument(document.knowledge_base_id);
  const { tags } = document;
  const chips = tags.map((tag) => (
    <span key={tag} className="inline-flex h-5 max-w-40 items-center rounded bg-muted px-1.5 text-xs">
      <bdi className="truncate">{tag}</bdi>
    </span>
  ));
  if (!mayWrite) return tags.length > 0 ? <p className="flex flex-wrap gap-1">{chips}</p> : null;

  function change(next: string[]) {
    update.mutate(
      { id: document.id, tags: next },
      { onError: (error) => showToast(sentenceOf(error, t.errors.unknown), "danger") },
    );
  }

  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <button
          type="button"
          aria-label={t.library.tags.edit(document.name, tags)}
          className={cn(
            "flex min-h-6 max-w-full flex-wrap items-center gap-1 rounded px-1 text-muted-foreground hover:bg-hover hover:text-foreground",
            // A list of rows that all say "Add tags" says nothing; where there is no pointer and little room the menu has it.
            tags.length === 0 &&
              "pointer-fine:opacity-0 max-sm:hidden focus-visible:opacity-100 group-hover/row:opacity-100 data-[state=open]:opacity-100",
          )}
        >
          {chips.length > 0 ? (
            chips
          ) : (
            <>
              <Tag className="size-3.5 shrink-0" aria-hidden />
              <span className="text-xs">{t.library.tags.add}</span>
            </>
          )}
        </button>
      </PopoverTrigger>
      <PopoverContent align="start" aria-label={t.library.tags.of(document.name)} className="w-72 p-3">
        <TagInput label={t.library.tags.of(document.name)} value={tags} known={known} onChange={change} autoFocus />
      </PopoverContent>
    </Popover>
  );
}
