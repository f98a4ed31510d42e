import { errorCodes, type Route, routes } from "@eai/contract";
import { authRoutes } from "@eai/modules/identity";
import { describe, expect, test } from "vitest";
import { errorCodesOf, openApiDocument } from "./openapi.ts";

interface Operation {
  operationId: string;
  summary: string;
  security: unknown[];
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { $ref?: string; description?: string; content?: object }>;
}

const document = openApiDocument("0.0.0", "http://localhost:3001");
const paths = document.paths as Record<string, Record<string, Operation>>;
const components = document.components as Record<string, Record<string, object>>;

describe("the OpenAPI document", () => {
  test("is OpenAPI 3.1 with what that asks for", () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document).toMatchObject({
      info: { title: expect.any(String), version: "0.0.0" },
      servers: [{ url: "/" }, { url: "http://localhost:3001" }],
    });
    const ids = Object.values(paths).flatMap((path) => Object.values(path).map((operation) => operation.operationId));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("has every route of the contract, of signing in and of OpenAI's API, and no other", () => {
    const wanted = [
      ...Object.values<Route>(routes).map((route) => `${route.method} ${route.path}`),
      ...authRoutes.map(({ method, path }) => `${method} /api/auth${path}`),
      ...["GET /v1/models", "GET /v1/models/{id}", "POST /v1/chat/completions", "POST /v1/embeddings"],
    ];
    const found = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(found.toSorted()).toEqual(wanted.toSorted());
  });

  test("names every parameter of each path, and refers only to what is there", () => {
    for (const [path, methods] of Object.entries(paths)) {
      for (const operation of Object.values(methods)) {
        const declared = operation.parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
        expect(declared, path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
        expect(operation.summary.length, path).toBeGreaterThan(3);
        for (const parameter of operation.parameters) expect(Object.keys(parameter.schema).length).toBeGreaterThan(0);
      }
    }
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([\w.-]+)"/g)];
    expect(references.length).toBeGreaterThan(100);
    for (const [, kind = "", name = ""] of references) expect(components[kind], `${kind}/${name}`).toHaveProperty(name);
    expect(JSON.stringify(document)).not.toMatch(/"\$ref":"(?!#\/components\/)/);
  });

  test("gives every route its errors, each a problem with an example", () => {
    for (const [name, route] of Object.entries<Route>(routes)) {
      const operation = paths[route.path]?.[route.method.toLowerCase()];
      for (const code of errorCodesOf(route)) {
        expect(Object.keys(operation?.responses ?? {}), `${name} ${code}`).toContain(String(errorCodes[code].status));
      }
      expect(operation?.security.length === 0, name).toBe(route.access === "public");
      expect(operation?.requestBody !== undefined, name).toBe(Boolean(route.body || route.bodyKind));
    }
    for (const code of Object.keys(errorCodes)) {
      expect(components.responses?.[code]).toMatchObject({
        content: { "application/problem+json": { examples: { [code]: { value: { code } } } } },
      });
    }
  });

  test("tells what comes in from what goes out", () => {
    const create = paths["/api/v1/knowledge-bases"]?.post?.requestBody?.content["application/json"]?.schema;
    expect(create).toEqual({ $ref: "#/components/schemas/CreateKnowledgeBaseInput" });
    const input = components.schemas?.CreateKnowledgeBaseInput as { required?: string[] };
    expect(input.required).toEqual(["name"]);
    expect(components.schemas?.ChunkingInput).not.toHaveProperty("required");
    expect(components.schemas?.Chunking).toMatchObject({
      required: ["strategy", "size_tokens", "overlap_tokens", "contextual_prefix"],
    });
  });
});
