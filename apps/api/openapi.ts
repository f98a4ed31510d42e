import { type ErrorCode, errorCodes, problemSchema, type Route, routes } from "@eai/contract";
import type { z } from "zod";
import { openAiPaths } from "./openai/openai-paths.ts";
import { authPaths } from "./openapi-auth.ts";
import { collectSchemas, type JsonSchema, type SchemaCollection } from "./openapi-schemas.ts";

const tags = [
  { name: "system", description: "Health, metrics, and what this installation offers" },
  { name: "identity", description: "Signing in and who is signed in" },
  { name: "models", description: "Models that can be chosen" },
  { name: "knowledge", description: "Knowledge bases, their documents, and search" },
  { name: "chat", description: "Questions, answers and conversations" },
  { name: "oversight", description: "The audit log, and what is kept of a person: export and erasure" },
];

const description =
  "The HTTP API of the platform. JSON is snake_case, times are RFC 3339 in UTC, money is an integer in micro-USD. " +
  "Errors are RFC 9457 problem documents. Lists are paged with `cursor`. Creating routes take `Idempotency-Key`.";

/** The whole API as OpenAPI 3.1, made from the route table and the schemas of the contract. */
export function openApiDocument(version: string, serverUrl: string): JsonSchema {
  const cookieName = `${serverUrl.startsWith("https:") ? "__Secure-" : ""}eai.session_token`;
  const schemas = collectSchemas();
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const [name, route] of Object.entries<Route>(routes)) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operation(name, route, schemas),
    };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Enterprise AI Platform",
      version,
      description,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [
      { url: "/", description: "The address this page came from" },
      { url: serverUrl, description: "Through the web app" },
    ],
    tags,
    paths: { ...paths, ...authPaths(), ...openAiPaths() },
    components: {
      schemas: schemas.components,
      responses: problemResponses(schemas),
      headers: {
        RequestId: { description: "Id of the request; quote it when you report a problem", schema: { type: "string" } },
      },
      securitySchemes: {
        cookie: { type: "apiKey", in: "cookie", name: cookieName, description: "Set by signing in" },
        bearer: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: "A token of `GET /api/auth/token`, good for five minutes, or an API key",
        },
        apiKey: {
          type: "apiKey",
          in: "header",
          name: "X-API-Key",
          description: "A key of `POST /api/v1/api-keys`; `api-key` and `Authorization: Bearer` take it too",
        },
      },
    },
  };
}

function operation(name: string, route: Route, schemas: SchemaCollection): JsonSchema {
  const { access } = route;
  const permission = access === "public" || access === "signed-in" ? "" : `Needs the permission \`${access}\`.`;
  const described = [route.description, permission].filter(Boolean).join("\n\n");
  return {
    operationId: name,
    tags: [route.tag],
    summary: route.summary,
    ...(described ? { description: described } : {}),
    security: access === "public" ? [] : [{ cookie: [] }, { bearer: [] }, { apiKey: [] }],
    parameters: parameters(route, schemas),
    ...(route.body || route.bodyKind === "multipart" ? { requestBody: requestBody(route, schemas) } : {}),
    responses: responses(name, route, schemas),
  };
}

function parameters(route: Route, schemas: SchemaCollection): JsonSchema[] {
  const list = [
    ...fields(route.params).map(([name, schema]) => parameter("path", name, schema, schemas)),
    ...fields(route.query).map(([name, schema]) => parameter("query", name, schema, schemas)),
  ];
  if (route.idempotent) {
    list.push({
      name: "Idempotency-Key",
      in: "header",
      required: false,
      description: "Any text of your own, such as a UUID: a repeat with the same key gives what the first call made",
      schema: { type: "string", minLength: 1, maxLength: 200 },
    });
  }
  return list;
}

function fields(schema: z.ZodObject | undefined): [string, z.ZodType][] {
  return schema ? (Object.entries(schema.shape) as [string, z.ZodType][]) : [];
}

function parameter(place: "path" | "query", name: string, schema: z.ZodType, schemas: SchemaCollection): JsonSchema {
  const json = schemas.ofInput(schema);
  const { description: about, ...rest } = json;
  return {
    name,
    in: place,
    required: place === "path",
    ...(about === undefined ? {} : { description: about }),
    schema: rest,
  };
}

function requestBody(route: Route, schemas: SchemaCollection): JsonSchema {
  if (route.bodyKind === "multipart") {
    const file = {
      type: "string",
      contentMediaType: "application/octet-stream",
      description: "The file, with its name",
    };
    const schema = { type: "object", properties: { file }, required: ["file"] };
    return { required: true, content: { "multipart/form-data": { schema } } };
  }
  return { required: true, content: { "application/json": { schema: route.body ? schemas.ofInput(route.body) : {} } } };
}

function responses(name: string, route: Route, schemas: SchemaCollection): JsonSchema {
  const all: JsonSchema = { [route.status]: success(route, schemas) };
  if (name === "getReadiness" && route.response) {
    all["503"] = { ...success(route, schemas), description: "Not ready, or stopping" };
  }
  if (name === "followAnswer") all["204"] = { description: "No answer is being written" };
  for (const [status, codes] of errorsByStatus(route)) {
    all[status] ??= { $ref: `#/components/responses/${codes.length === 1 ? codes[0] : `Problem${status}`}` };
  }
  return all;
}

function success(route: Route, schemas: SchemaCollection): JsonSchema {
  const headers = { "X-Request-Id": { $ref: "#/components/headers/RequestId" } };
  const answer = { description: route.summary, headers };
  if (route.response) {
    return { ...answer, content: { "application/json": { schema: schemas.ofOutput(route.response) } } };
  }
  if (route.responseType) return { ...answer, content: { [route.responseType]: { schema: { type: "string" } } } };
  return answer;
}

/** The codes a route can answer with: its own, and those its access, parameters and body bring with them. */
export function errorCodesOf(route: Route): ErrorCode[] {
  const codes = new Set<ErrorCode>(route.errors);
  codes.add("internal_error");
  if (route.path.startsWith("/api/")) codes.add("shutting_down").add("validation_failed");
  if (route.access !== "public") codes.add("unauthenticated").add("suspended").add("database_unavailable");
  if (route.access !== "public" && (route.access !== "signed-in" || route.method !== "GET"))
    codes.add("permission_denied");
  if (route.params) codes.add("not_found");
  if (route.idempotent) codes.add("bad_request");
  if (route.body) codes.add("malformed_json").add("unsupported_media_type").add("payload_too_large");
  return [...codes];
}

function errorsByStatus(route: Route): [string, ErrorCode[]][] {
  const byStatus = Map.groupBy(errorCodesOf(route), (code) => String(errorCodes[code].status));
  return [...byStatus].toSorted(([left], [right]) => left.localeCompare(right));
}

/** A response for each code, and one for each status that several codes share. */
function problemResponses(schemas: SchemaCollection): Record<string, JsonSchema> {
  const schema = schemas.ofOutput(problemSchema);
  const all: Record<string, JsonSchema> = {};
  const codes = Object.keys(errorCodes) as ErrorCode[];
  for (const code of codes) {
    all[code] = problemResponse(errorCodes[code].title, schema, [code]);
  }
  for (const [status, shared] of Map.groupBy(codes, (code) => errorCodes[code].status)) {
    if (shared.length < 2) continue;
    all[`Problem${status}`] = problemResponse(shared.map((code) => `\`${code}\``).join(", "), schema, shared);
  }
  return all;
}

function problemResponse(about: string, schema: JsonSchema, codes: readonly ErrorCode[]): JsonSchema {
  const examples = Object.fromEntries(
    codes.map((code) => {
      const { status, title } = errorCodes[code];
      const type = `https://docs.enterprise-ai-platform.example/errors/${code}`;
      const request_id = "req_01980f5e-7c1a-7d5e-9a53-0a5b8c2f5d10";
      return [code, { value: { type, title, status, detail: `${title}.`, code, request_id } }];
    }),
  );
  return { description: about, content: { "application/problem+json": { schema, examples } } };
}
