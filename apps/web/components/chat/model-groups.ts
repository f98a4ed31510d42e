import type { Model } from "@eai/contract";

export interface ModelGroup {
  /** A provider's key, or a family's name as it is shown. */
  name: string;
  kind: "provider" | "family";
  models: Model[];
}

/**
 * Models by who provides them, or by family where one provides them all: the group of the default first, then by name;
 * in a group as the server gives them.
 */
export function groupedModels(models: readonly Model[]): ModelGroup[] {
  const kind = new Set(models.map(({ provider }) => provider)).size > 1 ? "provider" : "family";
  const groups = new Map<string, Model[]>();
  for (const model of models) {
    const name = kind === "provider" ? model.provider : familyOf(model.label);
    groups.set(name, [...(groups.get(name) ?? []), model]);
  }
  const hasDefault = (group: ModelGroup) => Number(group.models.some((model) => model.is_default));
  return [...groups]
    .map(([name, members]) => ({ name, kind, models: members }) as const)
    .toSorted((one, other) => hasDefault(other) - hasDefault(one) || one.name.localeCompare(other.name));
}

/** What stands before the first number of a model's name: `GPT` of gpt-4.1-mini, `Llama` of llama-3.3, `o-series` of o3. */
export function familyOf(label: string): string {
  const family = /^[^\d]*/.exec(label)?.[0].replace(/[\s._-]+$/, "") ?? "";
  if (family.length <= 1) return family ? `${family}-series` : label;
  return family.length <= 3 ? family.toUpperCase() : family.charAt(0).toUpperCase() + family.slice(1);
}
