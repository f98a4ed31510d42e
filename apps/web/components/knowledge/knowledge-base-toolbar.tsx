"use client";
import { LayoutGrid, List, Search } from "lucide-react";
import { cn } from "@/components/ui/class-names.ts";
import { Select, TextInput } from "@/components/ui/field.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { type BaseFilter, type BaseSort, baseOwners, baseScopes, baseSorts } from "@/data/knowledge-base-order.ts";
import { useMessages } from "@/messages/index.tsx";

export const baseViews = ["cards", "list"] as const;
export type BaseView = (typeof baseViews)[number];

interface KnowledgeBaseToolbarProps {
  filter: BaseFilter;
  onFilter: (filter: BaseFilter) => void;
  sort: BaseSort;
  onSort: (sort: BaseSort) => void;
  view: BaseView;
  onView: (view: BaseView) => void;
}

/** Which knowledge bases are shown, in which order, and as what. */
export function KnowledgeBaseToolbar({ filter, onFilter, sort, onSort, view, onView }: KnowledgeBaseToolbarProps) {
  const t = useMessages();
  const selectStyles = "w-auto max-sm:min-w-0 max-sm:grow max-sm:basis-28";
  return (
    <div className="mb-5 flex flex-wrap items-center gap-2">
      <div className="relative min-w-0 grow basis-52 max-sm:basis-full">
        <Search className="pointer-events-none absolute start-3 top-2.5 size-4 text-subtle" aria-hidden />
        <TextInput
          type="search"
          value={filter.name}
          onChange={(event) => onFilter({ ...filter, name: event.target.value })}
          placeholder={t.knowledge.filter}
          aria-label={t.knowledge.filter}
          className="ps-9"
        />
      </div>
      <Select
        value={filter.scope}
        aria-label={t.knowledge.scope}
        className={selectStyles}
        onChange={(event) => {
          const scope = baseScopes.find((entry) => entry === event.target.value);
          if (scope) onFilter({ ...filter, scope });
        }}
      >
        {baseScopes.map((scope) => (
          <option key={scope} value={scope}>
            {t.library.bases.scopes[scope]}
          </option>
        ))}
      </Select>
      <Select
        value={filter.owner}
        aria-label={t.library.bases.owner}
        className={selectStyles}
        onChange={(event) => {
          const owner = baseOwners.find((entry) => entry === event.target.value);
          if (owner) onFilter({ ...filter, owner });
        }}
      >
        {baseOwners.map((owner) => (
          <option key={owner} value={owner}>
            {t.library.bases.owners[owner]}
          </option>
        ))}
      </Select>
      <Select
        value={sort}
        aria-label={t.library.sort}
        className={selectStyles}
        onChange={(event) => {
          const next = baseSorts.find((entry) => entry === event.target.value);
          if (next) onSort(next);
        }}
      >
        {baseSorts.map((entry) => (
          <option key={entry} value={entry}>
            {t.library.bases.sorts[entry]}
          </option>
        ))}
      </Select>
      <fieldset className="flex gap-0.5 rounded-lg bg-muted p-0.5">
        <legend className="sr-only">{t.library.bases.view}</legend>
        {baseViews.map((entry) => (
          <IconButton
            key={entry}
            label={t.library.bases.views[entry]}
            aria-pressed={view === entry}
            onClick={() => onView(entry)}
            className={cn(
              view === entry &&
                "bg-surface text-foreground shadow-raised hover:bg-surface dark:bg-border dark:hover:bg-border",
            )}
          >
            {entry === "cards" ? <LayoutGrid /> : <List />}
          </IconButton>
        ))}
      </fieldset>
    </div>
  );
}
