import type { KnowledgeBase } from "@eai/contract";

export const baseSorts = ["changed", "name", "documents", "size"] as const;
export type BaseSort = (typeof baseSorts)[number];
export const baseScopes = ["all", "personal", "team", "organization"] as const;
export const baseOwners = ["anyone", "me", "others"] as const;

export interface BaseFilter {
  name: string;
  scope: (typeof baseScopes)[number];
  owner: (typeof baseOwners)[number];
}

export const everyBase: BaseFilter = { name: "", scope: "all", owner: "anyone" };

/** The knowledge bases that a filter lets through, in the wanted order; equal ones by name. */
export function chosenBases(
  bases: readonly KnowledgeBase[],
  { name, scope, owner }: BaseFilter,
  { sort, personId, language }: { sort: BaseSort; personId: string; language: string },
): KnowledgeBase[] {
  const wanted = name.trim().toLocaleLowerCase(language);
  const compare = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  return bases
    .filter(
      (base) =>
        (scope === "all" || base.scope === scope) &&
        (owner === "anyone" || (base.owner.id === personId) === (owner === "me")) &&
        `${base.name} ${base.description}`.toLocaleLowerCase(language).includes(wanted),
    )
    .toSorted((one, other) => difference(one, other, sort) || compare.compare(one.name, other.name));
}

function difference(one: KnowledgeBase, other: KnowledgeBase, sort: BaseSort): number {
  switch (sort) {
    case "changed":
      return Date.parse(other.updated_at) - Date.parse(one.updated_at);
    case "documents":
      return other.document_count - one.document_count;
    case "size":
      return other.size_bytes - one.size_bytes;
    case "name":
      return 0;
    default:
      return sort satisfies never;
  }
}
