import type { Models } from "@eai/modules/models";
import type { RegisterRoute } from "../register-route.ts";

export function registerModelRoutes(register: RegisterRoute, models: Models): void {
  register("listModels", async ({ context }) => ({
    data: (await models.list(context)).map((model) => ({
      name: model.name,
      label: model.label,
      provider: model.provider,
      regions: model.regions,
      is_default: model.isDefault,
      context_window_tokens: model.contextWindowTokens,
    })),
  }));
}
