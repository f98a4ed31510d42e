"use client";
import type { SearchFilters } from "@eai/contract";
import { Select, TextInput } from "@/components/ui/field.tsx";
import { useKnownTags } from "@/data/known-tags.ts";
import { useMessages } from "@/messages/index.tsx";
import { mediaTypes } from "./document-type.tsx";

/** As chosen; empty texts narrow nothing. */
export interface SearchFilterDraft {
  mediaType: string;
  tag: string;
  /** Days: `2026-03-31`. */
  from: string;
  to: string;
}

export const emptySearchFilter: SearchFilterDraft = { mediaType: "", tag: "", from: "", to: "" };

/** As the API takes it; what is empty is left out. */
export function toSearchFilters({ mediaType, tag, from, to }: SearchFilterDraft): SearchFilters {
  return {
    ...(mediaType !== "" && { media_types: [mediaType] }),
    ...(tag !== "" && { tags: [tag] }),
    ...(from !== "" && { dated_from: from }),
    ...(to !== "" && { dated_to: to }),
  };
}

interface SearchFilterFieldsProps {
  knowledgeBaseId: string;
  value: SearchFilterDraft;
  onChange: (value: SearchFilterDraft) => void;
}

/** Which documents are searched: by kind, tag and date. */
export function SearchFilterFields({ knowledgeBaseId, value, onChange }: SearchFilterFieldsProps) {
  const t = useMessages();
  const tags = useKnownTags(knowledgeBaseId);
  return (
    <div className="flex flex-wrap gap-2 text-small">
      <Select
        value={value.mediaType}
        aria-label={t.search.kind}
        className="w-auto max-sm:grow"
        onChange={(event) => onChange({ ...value, mediaType: event.target.value })}
      >
        <option value="">{t.search.anyKind}</option>
        {mediaTypes.map(([mediaType, name]) => (
          <option key={mediaType} value={mediaType}>
            {t.formats.names[name]}
          </option>
        ))}
      </Select>
      {tags.length > 0 && (
        <Select
          value={value.tag}
          aria-label={t.library.documents.tag}
          className="w-auto max-w-44 max-sm:grow"
          onChange={(event) => onChange({ ...value, tag: event.target.value })}
        >
          <option value="">{t.library.documents.anyTag}</option>
          {tags.map((tag) => (
            <option key={tag} value={tag}>
              {tag}
            </option>
          ))}
        </Select>
      )}
      <DayField label={t.library.search.from} value={value.from} onChange={(from) => onChange({ ...value, from })} />
      <DayField label={t.library.search.to} value={value.to} onChange={(to) => onChange({ ...value, to })} />
    </div>
  );
}

function DayField({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the field is inside
    <label className="flex items-center gap-2 text-muted-foreground max-sm:grow">
      {label}
      <TextInput
        type="date"
        value={value}
        min="0001-01-01"
        max="9999-12-31"
        className="w-auto max-sm:grow"
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
