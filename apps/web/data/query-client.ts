import { QueryCache, QueryClient } from "@tanstack/react-query";
import { asApiError, hasStatus, isUnreachable } from "./api-error.ts";
import { meKey } from "./query-keys.ts";

const retries = 2;

/** What is known from the server, kept and refreshed. A 401 anywhere makes the page ask again who is signed in. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError(error, query) {
        if (hasStatus(error, 401) && query.queryKey[0] !== meKey[0]) void client.resetQueries({ queryKey: meKey });
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (count, error) => count < retries && (isUnreachable(error) || !asApiError(error)),
        retryDelay: (count) => 500 * 2 ** count,
        // A computer without internet access still reaches a server in its own network.
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
  return client;
}
