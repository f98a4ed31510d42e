import type { JsonSchema } from "../openapi-schemas.ts";

/** The routes under `/v1` in the terms of OpenAPI. The bodies are OpenAI's own: what is taken of them is in the reference. */
export function openAiPaths(): Record<string, Record<string, JsonSchema>> {
  return {
    "/v1/models": {
      get: operation("listCompletionModels", "Models and knowledge bases a program may name", undefined),
    },
    "/v1/models/{id}": {
      get: {
        ...operation("getCompletionModel", "One of them", undefined),
        parameters: [
          { name: "id", in: "path", required: true, description: "Percent-encoded", schema: { type: "string" } },
        ],
      },
    },
    "/v1/chat/completions": {
      post: operation("createCompletion", "A chat completion as OpenAI has it, whole or as server-sent events", {
        required: ["messages"],
        properties: {
          model: { type: "string", description: "A model, or `kb:<id>` to answer from a knowledge base" },
          messages: { type: "array", items: { type: "object" } },
          stream: { type: "boolean" },
          knowledge_base_ids: { type: "array", items: { type: "string" }, description: "Ours: where to search" },
        },
      }),
    },
    "/v1/embeddings": {
      post: operation("createEmbeddings", "Embeddings as OpenAI has them", {
        required: ["model", "input"],
        properties: {
          model: { type: "string" },
          input: { description: "A text, a list of texts, or token numbers" },
          encoding_format: { type: "string", enum: ["float", "base64"] },
          dimensions: { type: "integer" },
        },
      }),
    },
  };
}

const error: JsonSchema = {
  description: "An error as OpenAI has it",
  content: {
    "application/json": {
      schema: {
        type: "object",
        required: ["error"],
        properties: {
          error: {
            type: "object",
            required: ["message", "type", "param", "code"],
            properties: {
              message: { type: "string" },
              type: { type: "string" },
              param: { type: ["string", "null"] },
              code: { type: ["string", "null"] },
            },
          },
        },
      },
    },
  },
};

const statuses = ["400", "401", "403", "404", "413", "415", "429", "500", "502", "503"];

function operation(operationId: string, summary: string, body: JsonSchema | undefined): JsonSchema {
  return {
    operationId,
    tags: ["models"],
    summary,
    description: "Needs the permission `chat.use`. For programs made for OpenAI's API.",
    security: [{ bearer: [] }, { apiKey: [] }, { cookie: [] }],
    parameters: [],
    ...(body && {
      requestBody: {
        required: true,
        content: { "application/json": { schema: { type: "object", additionalProperties: true, ...body } } },
      },
    }),
    responses: {
      "200": {
        description: summary,
        headers: { "X-Request-Id": { $ref: "#/components/headers/RequestId" } },
        content: { "application/json": { schema: { type: "object" } } },
      },
      ...Object.fromEntries(statuses.map((status) => [status, error])),
    },
  };
}
