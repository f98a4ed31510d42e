import { type KnownEmbeddingModel, knownEmbeddingModel } from "@eai/modules/models";
import type { EmbeddingModelDeployment } from "../models-config.ts";
import { isPaid, priceOf, weightOf } from "./deployments.ts";
import { type Entry, idOf, type Reading } from "./reading.ts";
import type { WrittenEmbedding } from "./schema.ts";

// Of text-embedding-3-large only the first half is taken, because the index takes no more than 2000 dimensions.
const mostDimensions = 1536;

/**
 * What the file says of the embedding deployments. The model of the first is what new knowledge bases are embedded with.
 * All of one model give vectors of one length: others cannot be compared.
 */
export function decideEmbeddings(
  entries: readonly Entry<WrittenEmbedding>[],
  reading: Reading,
): EmbeddingModelDeployment[] {
  const decided = entries.flatMap((entry) => {
    const { written, endpoint } = entry;
    const known = knownEmbeddingModel(written.model);
    const dimensions = dimensionsOf(entry, known, reading);
    if (dimensions === undefined) return [];
    warnOfNothing(entry, known, reading);
    const deployment: EmbeddingModelDeployment = {
      id: idOf(entry),
      endpoint,
      deployment: written.deployment,
      model: written.model,
      dimensions,
      sendDimensions: written.send_dimensions ?? known?.sendDimensions ?? false,
      maxTokensPerInput: written.max_input_tokens,
      tokenizer: written.tokenizer,
      price: written.price && priceOf(written.price),
      priority: written.priority,
      weight: weightOf(entry, entries),
    };
    return [{ entry, deployment }];
  });
  const firstOfModel = new Map<string, EmbeddingModelDeployment>();
  for (const { entry, deployment } of decided) {
    const { model, dimensions } = deployment;
    const first = firstOfModel.get(model) ?? deployment;
    firstOfModel.set(model, first);
    if (dimensions === first.dimensions) continue;
    reading.mistake(
      reading.places.ofValue(entry.path),
      `gives vectors of ${model} with ${dimensions} dimensions, and the first deployment of that model those with ${first.dimensions}: they cannot be compared. Keep one length`,
    );
  }
  return decided.map(({ deployment }) => deployment);
}

function dimensionsOf(
  { written, path }: Entry<WrittenEmbedding>,
  known: KnownEmbeddingModel | undefined,
  reading: Reading,
): number | undefined {
  const refuse = (key: string, advice: string) => {
    reading.mistake(reading.places.ofValue([...path, key]), advice);
    return undefined;
  };
  if (written.dimensions === undefined) {
    if (known) return Math.min(known.dimensions, mostDimensions);
    return refuse(
      "model",
      `the platform does not know the model "${written.model}". Say its dimensions and, where it costs, its price, or correct the name`,
    );
  }
  if (!known) return written.dimensions;
  if (written.dimensions > known.dimensions) {
    return refuse("dimensions", `${written.model} gives ${known.dimensions} at most. Write that or less`);
  }
  if (written.dimensions < known.dimensions && !known.sendDimensions) {
    return refuse("dimensions", `${written.model} gives ${known.dimensions} only and cannot be asked for fewer`);
  }
  return written.dimensions;
}

function warnOfNothing(
  { written, path, endpoint }: Entry<WrittenEmbedding>,
  known: KnownEmbeddingModel | undefined,
  reading: Reading,
) {
  const free = written.price ? written.price.input === 0 : known === undefined;
  if (!free || !isPaid(endpoint)) return;
  reading.warn(
    reading.places.ofValue([...path, written.price ? "price" : "model"]),
    `${written.model} counts as free here although its provider sends a bill: budgets and reports will not see its cost.`,
  );
}
