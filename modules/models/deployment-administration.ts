import { type DeploymentState, Permission } from "@eai/contract";
import { type PriceRow, recordAudit } from "@eai/modules/governance";
import { requirePermission } from "@eai/modules/identity";
import { actorId, type Context, type Database, notFound } from "@eai/modules/kernel";
import { eq } from "drizzle-orm";
import type { Models } from "./create-models.ts";
import type { Deployment, EmbeddingDeployment, ModelCapabilities } from "./deployment.ts";
import type { Routing } from "./routing.ts";
import { deploymentDrains } from "./tables.ts";

export interface DeploymentAdministration {
  /** All of them, language models first. The state of the breakers is that of this process. */
  listDeployments(context: Context): Promise<DeploymentState[]>;
  /**
   * Takes one out of service: no process sends it new calls; those that run end as they would.
   * @throws ProblemError `not_found`
   */
  drainDeployment(context: Context, id: string, input: { reason: string }): Promise<DeploymentState>;
  /**
   * Puts it back; one that is in service stays so.
   * @throws ProblemError `not_found`
   */
  resumeDeployment(context: Context, id: string): Promise<void>;
}

export interface DeploymentAdministrationDependencies {
  database: Database;
  models: Pick<Models, "deployments" | "embeddingDeployments">;
  routing: Routing;
}

type Described = Omit<DeploymentState, "breaker" | "drained">;

export function createDeploymentAdministration({
  database,
  models,
  routing,
}: DeploymentAdministrationDependencies): DeploymentAdministration {
  const known: readonly Described[] = [
    ...models.deployments.map(describeLanguage),
    ...models.embeddingDeployments.map(describeEmbedding),
  ];

  function find(id: string): Described {
    const described = known.find((candidate) => candidate.id === id);
    if (!described) throw notFound("deployment");
    return described;
  }

  function present(described: Described, drain: typeof deploymentDrains.$inferSelect | undefined): DeploymentState {
    const { state, failures, openForMs, lastFailure, inFlight } = routing.breaker(described.id);
    return {
      ...described,
      breaker: {
        state,
        failures,
        open_until: state === "open" ? new Date(Date.now() + openForMs).toISOString() : null,
        last_failure: lastFailure,
        in_flight: inFlight,
      },
      drained: drain ? { by: drain.drainedBy, at: drain.drainedAt.toISOString(), reason: drain.reason } : null,
    };
  }

  return {
    async listDeployments(context) {
      requirePermission(context, Permission.PlatformManage);
      const drains = new Map((await database.select().from(deploymentDrains)).map((row) => [row.deploymentId, row]));
      return known.map((described) => present(described, drains.get(described.id)));
    },

    async drainDeployment(context, id, { reason }) {
      requirePermission(context, Permission.PlatformManage);
      const described = find(id);
      const drain = { reason, drainedBy: actorId(context.actor), drainedAt: new Date() };
      await database.transaction(async (transaction) => {
        await transaction
          .insert(deploymentDrains)
          .values({ deploymentId: id, ...drain })
          .onConflictDoUpdate({ target: deploymentDrains.deploymentId, set: drain });
        await recordAudit(transaction, context, {
          action: "deployment.drain",
          resourceKind: "deployment",
          resourceId: id,
          reason,
        });
      });
      return present(described, { deploymentId: id, ...drain });
    },

    async resumeDeployment(context, id) {
      requirePermission(context, Permission.PlatformManage);
      find(id);
      await database.transaction(async (transaction) => {
        const put = await transaction
          .delete(deploymentDrains)
          .where(eq(deploymentDrains.deploymentId, id))
          .returning({ id: deploymentDrains.deploymentId });
        if (put.length === 0) return;
        await recordAudit(transaction, context, {
          action: "deployment.resume",
          resourceKind: "deployment",
          resourceId: id,
        });
      });
    },
  };
}

function describeLanguage(deployment: Deployment): Described {
  const { id, model, provider, region, priority, weight, endpoint } = deployment;
  return {
    id,
    kind: "language",
    model,
    provider,
    region,
    api: endpoint?.surface ?? null,
    priority,
    weight,
    capabilities: presentCapabilities(deployment.capabilities),
    context_window_tokens: deployment.contextWindowTokens,
    max_input_tokens: deployment.maxInputTokens,
    max_output_tokens: deployment.maxOutputTokens,
    dimensions: null,
    price: presentPrice(deployment.price),
  };
}

function describeEmbedding(deployment: EmbeddingDeployment): Described {
  const { id, model, provider, region, priority, weight, dimensions } = deployment;
  return {
    id,
    kind: "embedding",
    model,
    provider,
    region,
    api: "embeddings",
    priority,
    weight,
    capabilities: null,
    context_window_tokens: null,
    max_input_tokens: deployment.maxTokensPerInput,
    max_output_tokens: null,
    dimensions,
    price: presentPrice(deployment.price),
  };
}

function presentCapabilities(capabilities: ModelCapabilities): DeploymentState["capabilities"] {
  return {
    streaming: capabilities.streaming,
    tools: capabilities.tools,
    parallel_tool_calls: capabilities.parallelToolCalls,
    reasoning: capabilities.reasoning,
    reasoning_efforts: [...capabilities.reasoningEfforts],
    output_limit_parameter: capabilities.outputLimitParameter,
    parameters: [...capabilities.parameters],
    system_role: capabilities.systemRole,
    stream_usage: capabilities.streamUsage,
    prompt_cache_key: capabilities.promptCacheKey,
    tokenizer: capabilities.tokenizer,
  };
}

function presentPrice(price: PriceRow): DeploymentState["price"] {
  return {
    input_micro_usd_per_million_tokens: price.inputMicroUsdPerMillionTokens,
    cached_input_micro_usd_per_million_tokens: price.cachedInputMicroUsdPerMillionTokens,
    output_micro_usd_per_million_tokens: price.outputMicroUsdPerMillionTokens,
  };
}
