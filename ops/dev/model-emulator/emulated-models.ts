import { azureDeployment, azureEmbeddingDeployment } from "@eai/adapters/azure";
import { listLedger, openReservations, type UsageDraft } from "@eai/modules/governance";
import { type Context, systemContext } from "@eai/modules/kernel";
import { createModels, type ModelCall, type ModelPart, type ModelsDependencies } from "@eai/modules/models";
import type { ModelEmulator } from "./server.ts";

export const context: Context = systemContext("test", { id: "ten_1", path: ["ten_1"] });
export const reservation = await openReservations(9).reserve(context, { tokens: 1000, costMicroUsd: 0 });

const regions = ["eastus", "eastus2"] as const;

/** A gateway over two regions of one emulator, with the usage it records by itself. */
export function emulatedModels(emulator: ModelEmulator, overrides: Partial<ModelsDependencies> = {}) {
  const recorded: UsageDraft[] = [];
  const resource = (region: string) => ({
    region,
    baseUrl: `${emulator.url}/${region}/openai/v1`,
    credential: { apiKey: emulator.apiKey },
  });
  const embedding = { deployment: "text-embedding-3-small", model: "text-embedding-3-small" };
  const models = createModels({
    deployments: regions.map((region, priority) =>
      azureDeployment({ ...resource(region), deployment: "gpt-4.1", model: "gpt-4.1", priority }),
    ),
    embeddingDeployments: regions.map((region) =>
      azureEmbeddingDeployment({ ...resource(region), ...embedding, dimensions: 256, sendDimensions: true }),
    ),
    ledger: listLedger(recorded),
    permittedModels: async () => null,
    ...overrides,
  });
  return { models, recorded };
}

export interface Outcome {
  parts: ModelPart[];
  text: string;
  error: unknown;
}

/** Reads a call to its end, however that comes. */
export async function readCall(call: ModelCall): Promise<Outcome> {
  const parts: ModelPart[] = [];
  let error: unknown;
  try {
    for await (const part of call.parts) parts.push(part);
  } catch (caught) {
    error = caught;
  }
  return { parts, text: parts.map((part) => (part.type === "text" ? part.text : "")).join(""), error };
}
