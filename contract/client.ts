import type { z } from "zod";
import type { ErrorCode, Problem } from "./problem.ts";
import { type Route, type RouteName, routes } from "./routes.ts";

type Input<Name extends RouteName> = ((typeof routes)[Name] extends { params: infer P extends z.ZodType }
  ? { params: z.input<P> }
  : { params?: undefined }) &
  ((typeof routes)[Name] extends { query: infer Q extends z.ZodType }
    ? { query?: Partial<z.input<Q>> }
    : { query?: undefined }) &
  ((typeof routes)[Name] extends { body: infer B extends z.ZodType } ? { body: z.input<B> } : { body?: undefined }) & {
    signal?: AbortSignal;
    headers?: Record<string, string>;
    /** The request outlives the page that sends it. */
    keepalive?: boolean;
  };

type Output<Name extends RouteName> = (typeof routes)[Name] extends { response: infer R extends z.ZodType }
  ? z.output<R>
  : undefined;

/** An error answer of the API, or no answer at all (`status` 0, `code` `network`). */
export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;
  readonly code: ErrorCode | "network";
  readonly problem: Problem | undefined;
  constructor(status: number, code: ErrorCode | "network", detail: string, problem?: Problem) {
    super(detail);
    this.status = status;
    this.code = code;
    this.problem = problem;
  }
}

export interface ClientOptions {
  /** Origin of the API, or "" for the same origin. */
  baseUrl: string;
  fetch?: typeof fetch;
  headers?: Record<string, string>;
}

/** Fills `{name}` of a route's path. */
export function routePath(name: RouteName, params: Record<string, string> = {}): string {
  return routes[name].path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params[key] ?? ""));
}

/** What an answer that is not 2xx says. */
export async function toApiError(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => undefined)) as Problem | undefined;
  return new ApiError(
    response.status,
    problem?.code ?? "internal_error",
    problem?.detail ?? `The server answered ${response.status}.`,
    problem,
  );
}

/**
 * A typed client of the JSON routes.
 * @throws ApiError for every answer that is not 2xx, and when there is no answer
 */
export function createClient({ baseUrl, fetch: send = fetch, headers: commonHeaders = {} }: ClientOptions) {
  async function request<Name extends RouteName>(name: Name, input: Input<Name>): Promise<Response> {
    const route: Route = routes[name];
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries((input.query as Record<string, unknown> | undefined) ?? {})) {
      if (value !== undefined) search.set(key, String(value));
    }
    const path = routePath(name, input.params as Record<string, string> | undefined);
    const url = baseUrl + path + (search.size > 0 ? `?${search}` : "");
    const headers: Record<string, string> = { accept: "application/json", ...commonHeaders, ...input.headers };
    const init: RequestInit = { method: route.method, headers, credentials: "same-origin" };
    if (input.body !== undefined) {
      headers["content-type"] = "application/json";
      init.body = JSON.stringify(input.body);
    }
    if (input.signal) init.signal = input.signal;
    if (input.keepalive) init.keepalive = true;
    const response = await send(url, init).catch((error: unknown) => {
      if (error instanceof ApiError || (error instanceof Error && error.name === "AbortError")) throw error;
      throw new ApiError(0, "network", "The server cannot be reached. Check your connection and try again.");
    });
    if (!response.ok) throw await toApiError(response);
    return response;
  }
  async function call<Name extends RouteName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    const response = await request(name, input);
    return (response.status === 204 ? undefined : await response.json()) as Output<Name>;
  }
  return { call, request };
}

export type Client = ReturnType<typeof createClient>;
