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
      max_input_tokens: model.maxInputTokens,
      max_output_tokens: model.maxOutputTokens,
      capabilities: {
        streaming: model.capabilities.streaming,
        tools: model.capabilities.tools,
        parallel_tool_calls: model.capabilities.parallelToolCalls,
        reasoning: model.capabilities.reasoning,
        reasoning_efforts: [...model.capabilities.reasoningEfforts],
      },
    })),
  }));
}
