import type { Context } from "@eai/modules/kernel";
import { hiddenOutputTokens } from "./attempt.ts";
import type { Deployment, EmbeddingDeployment, ModelCapabilities, Tokenizer } from "./deployment.ts";
import { modelNotFound, modelNotPermitted, outsideRegions } from "./model-problems.ts";

/** A model people may choose: all deployments that carry its name and that their tenant permits. */
export interface ModelEntry {
  name: string;
  label: string;
  provider: Deployment["provider"];
  regions: string[];
  isDefault: boolean;
  /** The smallest among its deployments: a prompt has to fit wherever it is sent. */
  contextWindowTokens: number;
  maxInputTokens: number;
  maxOutputTokens: number;
  /** What a call may write beyond the limit it is given: what a reasoning model thinks and does not show. */
  hiddenOutputTokens: number;
  /** What each of its deployments can do. */
  capabilities: Pick<ModelCapabilities, "streaming" | "tools" | "parallelToolCalls" | "reasoning" | "reasoningEfforts">;
  tokenizer: Tokenizer;
}

export type Group<Item> = readonly [Item, ...Item[]];

export interface PermissionDependencies {
  deployments: readonly Deployment[];
  embeddingDeployments: readonly EmbeddingDeployment[];
  /** Names of the models that may be chatted with, asked at each use; null: all of them. */
  permittedModels: (context: Context) => Promise<readonly string[] | null>;
  /** Regions in which a tenant's texts may be worked on; null or left out: anywhere. */
  permittedRegions?: ((context: Context) => Promise<readonly string[] | null>) | undefined;
}

/** Which deployments may serve whom: the one place where tenants' models and regions are decided. */
export interface PermittedDeployments {
  list(context: Context): Promise<ModelEntry[]>;
  /**
   * @param name left out: the first that is permitted
   * @throws ProblemError `model_not_found`; `permission_denied`
   */
  resolve(context: Context, name?: string): Promise<ModelEntry>;
  /** Where a call of this model may go. Throws as `resolve` does. */
  deploymentsOf(context: Context, name: string): Promise<Group<Deployment>>;
  /**
   * Where texts may be embedded.
   * @param model left out: the default one
   * @throws ProblemError `model_not_found` when it is not configured; `permission_denied` when none is in a permitted region
   */
  embedders(context: Context, model?: string): Promise<Group<EmbeddingDeployment>>;
  /** Whatever a tenant permits. */
  readonly all: ReadonlyMap<string, Group<Deployment>>;
  /** By model, the default one first. */
  readonly allEmbedders: ReadonlyMap<string, Group<EmbeddingDeployment>>;
}

/** @throws Error when the configuration names the same deployment twice */
export function permitDeployments(dependencies: PermissionDependencies): PermittedDeployments {
  const { permittedModels, permittedRegions = async () => null } = dependencies;
  const all = groupByModel(dependencies.deployments);
  const allEntries = describe(all);
  const allEmbedders = groupEmbedders(dependencies.embeddingDeployments);

  async function permitted(context: Context): Promise<{ entries: ModelEntry[]; regions: readonly string[] | null }> {
    const [names, regions] = await Promise.all([permittedModels(context), permittedRegions(context)]);
    const inRegions = regions === null ? allEntries : describe(within(all, regions));
    return { entries: names === null ? inRegions : inRegions.filter(({ name }) => names.includes(name)), regions };
  }

  async function find(context: Context, name: string | undefined) {
    const { entries, regions } = await permitted(context);
    const entry = name === undefined ? entries[0] : entries.find((candidate) => candidate.name === name);
    if (entry) return { entry, regions };
    const names = entries.map((candidate) => candidate.name);
    const asked = name === undefined ? undefined : all.get(name);
    if (regions !== null && (asked ? inside(asked, regions) === undefined : entries.length === 0 && all.size > 0)) {
      throw outsideRegions(name, regions);
    }
    if (name === undefined ? all.size > 0 : asked) throw modelNotPermitted(name, names);
    throw modelNotFound(name ?? "default", names);
  }

  return {
    all,
    allEmbedders,
    list: async (context) =>
      (await permitted(context)).entries.map((entry, index) => ({ ...entry, isDefault: index === 0 })),
    resolve: async (context, name) => (await find(context, name)).entry,

    async deploymentsOf(context, name) {
      const { regions } = await find(context, name);
      const group = all.get(name);
      const served = group && (regions === null ? group : inside(group, regions));
      if (!served) throw modelNotFound(name, []);
      return served;
    },

    async embedders(context, model) {
      const name = model ?? allEmbedders.keys().next().value ?? "embedding";
      const group = allEmbedders.get(name);
      if (!group) throw modelNotFound(name, [...allEmbedders.keys()]);
      const regions = await permittedRegions(context);
      const served = regions === null ? group : inside(group, regions);
      if (!served) throw outsideRegions(name, regions ?? []);
      return served;
    },
  };
}

/** The deployments in these regions; one whose region is not known never counts. The quote model leaves no machine. */
function inside<Item extends Deployment | EmbeddingDeployment>(
  group: readonly Item[],
  regions: readonly string[],
): Group<Item> | undefined {
  const [first, ...rest] = group.filter((item) => item.provider === "quote" || isInside(item, regions));
  return first && [first, ...rest];
}

export function isInside({ region }: { region: string | null }, regions: readonly string[]): boolean {
  return region !== null && regions.some((permitted) => permitted.toLowerCase() === region.toLowerCase());
}

function within(groups: ReadonlyMap<string, Group<Deployment>>, regions: readonly string[]) {
  const kept = new Map<string, Group<Deployment>>();
  for (const [name, group] of groups) {
    const served = inside(group, regions);
    if (served) kept.set(name, served);
  }
  return kept;
}

function groupByModel(deployments: readonly Deployment[]): Map<string, Group<Deployment>> {
  const groups = new Map<string, Group<Deployment>>();
  const ids = new Set<string>();
  // The quote model stands last, so that it is the default only when it is alone.
  const ordered = deployments.toSorted((a, b) => Number(a.provider === "quote") - Number(b.provider === "quote"));
  for (const deployment of ordered) {
    if (ids.has(deployment.id)) throw new Error(`Two deployments have the id ${deployment.id}`);
    ids.add(deployment.id);
    const group = groups.get(deployment.model);
    groups.set(deployment.model, group ? [...group, deployment] : [deployment]);
  }
  return groups;
}

function describe(groups: ReadonlyMap<string, Group<Deployment>>): ModelEntry[] {
  return Array.from(groups, ([name, group], index) => ({
    name,
    label: group[0].label,
    provider: group[0].provider,
    regions: [...new Set(group.flatMap(({ region }) => (region === null ? [] : [region])))],
    isDefault: index === 0,
    contextWindowTokens: Math.min(...group.map((deployment) => deployment.contextWindowTokens)),
    maxInputTokens: Math.min(...group.map((deployment) => deployment.maxInputTokens)),
    maxOutputTokens: Math.min(...group.map((deployment) => deployment.maxOutputTokens)),
    hiddenOutputTokens: Math.max(...group.map(hiddenOutputTokens)),
    capabilities: sharedCapabilities(group),
    tokenizer: group[0].capabilities.tokenizer,
  }));
}

function sharedCapabilities(group: Group<Deployment>): ModelEntry["capabilities"] {
  const each = group.map(({ capabilities }) => capabilities);
  return {
    streaming: each.every(({ streaming }) => streaming),
    tools: each.every(({ tools }) => tools),
    parallelToolCalls: each.every(({ parallelToolCalls }) => parallelToolCalls),
    reasoning: each.every(({ reasoning }) => reasoning),
    reasoningEfforts: group[0].capabilities.reasoningEfforts.filter((effort) =>
      each.every(({ reasoningEfforts }) => reasoningEfforts.includes(effort)),
    ),
  };
}

/**
 * By model, in the order of the configuration. Of a model only those with the length of its first: vectors of others cannot
 * be searched together.
 */
function groupEmbedders(deployments: readonly EmbeddingDeployment[]): Map<string, Group<EmbeddingDeployment>> {
  const groups = new Map<string, Group<EmbeddingDeployment>>();
  for (const deployment of deployments) {
    const group = groups.get(deployment.model);
    if (group && group[0].dimensions !== deployment.dimensions) continue;
    groups.set(deployment.model, group ? [...group, deployment] : [deployment]);
  }
  return groups;
}
