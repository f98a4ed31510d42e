import { Permission } from "@eai/contract";
import { requirePermission } from "@eai/modules/identity";
import { type Context, ProblemError } from "@eai/modules/kernel";
import type { ChatDependencies } from "../dependencies.ts";

/** What a program may give as `model`. */
export interface CompletionModel {
  id: string;
  ownedBy: string;
  /** Seconds since 1970; 0 where it is not known. */
  createdSeconds: number;
  /** What people call it. */
  label: string;
}

export interface CompletionModelVerbs {
  /** The models the tenant permits, the default first, the embedding models, and the knowledge bases one may see. */
  listCompletionModels(context: Context): Promise<CompletionModel[]>;
  /** @throws ProblemError `model_not_found` */
  getCompletionModel(context: Context, id: string): Promise<CompletionModel>;
}

const prefix = "kb:";
/** The newest; more are found by their ids all the same. */
const mostKnowledgeBases = 200;
const pageSize = 100;

/** `kb:<id>` or `kb:<id>,<id>` as a model: the default model, answering from these. Undefined for other names. */
export function knowledgeBasesOf(model: string | undefined): string[] | undefined {
  if (!model?.startsWith(prefix)) return undefined;
  const ids = model.slice(prefix.length).split(",");
  return ids.map((id) => id.trim()).filter((id) => id !== "");
}

export function completionModelVerbs({
  models,
  knowledge,
}: Pick<ChatDependencies, "models" | "knowledge">): CompletionModelVerbs {
  async function list(context: Context): Promise<CompletionModel[]> {
    requirePermission(context, Permission.ChatUse);
    const permitted = (await models.list(context)).map(({ name, label, provider }) => ({
      id: name,
      ownedBy: provider,
      createdSeconds: 0,
      label,
    }));
    const embedders = models.embeddings.map(({ model }) => ({
      id: model,
      ownedBy: "embedding",
      createdSeconds: 0,
      label: model,
    }));
    return [...permitted, ...embedders, ...(await knowledgeModels(context))];
  }

  async function knowledgeModels(context: Context): Promise<CompletionModel[]> {
    const { actor } = context;
    // A key that may chat but not read has none.
    if (actor.kind !== "person" || !actor.permissions.has(Permission.KnowledgeRead)) return [];
    const found: CompletionModel[] = [];
    let cursor: string | undefined;
    do {
      const page = await knowledge.listKnowledgeBases(context, {
        limit: pageSize,
        ...(cursor !== undefined && { cursor }),
      });
      for (const { id, name, created_at } of page.data) {
        const createdSeconds = Math.floor(Date.parse(created_at) / 1000);
        found.push({ id: prefix + id, ownedBy: "knowledge-base", createdSeconds, label: name });
      }
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined && found.length < mostKnowledgeBases);
    return found;
  }

  return {
    listCompletionModels: list,
    async getCompletionModel(context, id) {
      const found = (await list(context)).find((model) => model.id === id);
      if (found) return found;
      throw new ProblemError(
        "model_not_found",
        "There is no such model, or you may not use it. `GET /v1/models` lists them.",
      );
    },
  };
}
