"use client";
import { Library, Plus, X } from "lucide-react";
import Link from "next/link";
import { useId, useState } from "react";
import { AudienceBadges } from "@/components/knowledge/audience-badges.tsx";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover.tsx";
import { useKnowledgeBases } from "@/data/knowledge-bases.ts";
import { useMessages } from "@/messages/index.tsx";

interface KnowledgeBasePickerProps {
  value: readonly string[];
  onChange: (ids: string[]) => void;
}

/** Chooses where to search: a pill that opens a list, and a chip for each knowledge base chosen. */
export function KnowledgeBasePicker({ value, onChange }: KnowledgeBasePickerProps) {
  const t = useMessages();
  const bases = useKnowledgeBases();

  function toggle(id: string) {
    onChange(value.includes(id) ? value.filter((entry) => entry !== id) : [...value, id]);
  }

  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <Popover>
        <PopoverTrigger
          aria-label={t.picker.choose}
          className="inline-flex h-7 items-center gap-1.5 rounded-full border px-2.5 font-medium text-[0.8125rem] text-muted-foreground hover:bg-hover hover:text-foreground data-[state=open]:bg-hover"
        >
          <Library className="size-3.5" aria-hidden />
          {value.length === 0 ? t.picker.label : <Plus className="size-3.5" aria-hidden />}
        </PopoverTrigger>
        <PopoverContent align="start" side="top" className="w-80 max-w-[calc(100vw-2rem)]" aria-label={t.picker.choose}>
          <PickerList value={value} onToggle={toggle} />
        </PopoverContent>
      </Popover>
      {value.map((id) => {
        const name = bases.data?.find((base) => base.id === id)?.name;
        if (!bases.data) return null;
        const label = name ?? t.picker.unavailable;
        return (
          <span
            key={id}
            className={`inline-flex h-7 max-w-52 items-center gap-0.5 rounded-full pe-1 ps-2.5 text-[0.8125rem] ${name ? "bg-accent-soft text-accent-text" : "bg-muted text-muted-foreground line-through"}`}
          >
            <span className="truncate">{label}</span>
            <button
              type="button"
              aria-label={t.picker.remove(label)}
              onClick={() => toggle(id)}
              className="flex size-6 shrink-0 items-center justify-center rounded-full hover:bg-foreground/10"
            >
              <X className="size-3" aria-hidden />
            </button>
          </span>
        );
      })}
    </div>
  );
}

function PickerList({ value, onToggle }: { value: readonly string[]; onToggle: (id: string) => void }) {
  const t = useMessages();
  const listId = useId();
  const bases = useKnowledgeBases().data ?? [];
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLocaleLowerCase();
  const shown = bases.filter((base) => base.name.toLocaleLowerCase().includes(wanted));
  return (
    <>
      {bases.length > 0 && (
        <input
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          placeholder={t.picker.search}
          aria-label={t.picker.search}
          className="h-10 w-full border-b bg-transparent px-3.5 outline-none placeholder:text-subtle max-sm:text-base"
        />
      )}
      <ul className="max-h-72 overflow-y-auto p-1">
        {shown.map((base) => (
          <li key={base.id}>
            <label
              htmlFor={`${listId}-${base.id}`}
              className="flex items-center gap-2.5 rounded-md px-2 py-1.5 focus-within:bg-hover hover:bg-hover"
            >
              <Checkbox
                id={`${listId}-${base.id}`}
                checked={value.includes(base.id)}
                onCheckedChange={() => onToggle(base.id)}
              />
              <span className="min-w-0 grow">
                <span className="block truncate">{base.name}</span>
                <span className="block text-muted-foreground text-xs">{t.picker.documents(base.document_count)}</span>
              </span>
              <AudienceBadges base={base} />
            </label>
          </li>
        ))}
      </ul>
      {shown.length === 0 && (
        <p className="px-3.5 pb-3 text-muted-foreground">{bases.length === 0 ? t.picker.none : t.picker.noMatch}</p>
      )}
      <Link
        href={bases.length === 0 ? "/knowledge-bases?new" : "/knowledge-bases"}
        className="block border-t px-3.5 py-2.5 text-[0.8125rem] text-muted-foreground hover:bg-hover hover:text-foreground"
      >
        {bases.length === 0 ? t.chat.createKnowledgeBase : t.picker.manage}
      </Link>
    </>
  );
}
