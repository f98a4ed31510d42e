import type { Context } from "@eai/modules/kernel";
import type { GenerateTextInput, ModelEntry } from "@eai/modules/models";
import type { ChatDependencies } from "./dependencies.ts";

export interface Asked extends Pick<GenerateTextInput, "purpose" | "affinityKey" | "signal"> {
  model: ModelEntry;
  rules: string;
  content: string;
  /** Of rules and content together, counted or guessed. */
  promptTokens: number;
  maxOutputTokens: number;
}

/**
 * Asks a model something small beside an answer: one call, reserved and metered by its purpose, and no request of the
 * person's.
 * @returns the reply as it is
 * @throws ProblemError what a reservation or the model throws
 */
export async function askModel(
  { models, reservations }: Pick<ChatDependencies, "models" | "reservations">,
  context: Context,
  { model, rules, content, promptTokens, maxOutputTokens, ...call }: Asked,
): Promise<string> {
  const reservation = await reservations.reserve(context, {
    requests: 0,
    tokens: promptTokens + maxOutputTokens,
    costMicroUsd: models.estimateCost(model.name, { promptTokens, completionTokens: maxOutputTokens }),
  });
  try {
    return await models.generateText(context, reservation, {
      ...call,
      model: model.name,
      maxOutputTokens,
      messages: [
        { role: "system", content: rules },
        { role: "user", content },
      ],
    });
  } finally {
    reservations.release(reservation);
  }
}
