import { useQuery } from "@tanstack/react-query";
import { api } from "./api.ts";
import { isUnreachable } from "./api-error.ts";
import { meKey } from "./query-keys.ts";

/** Who is signed in. While the server is away it is asked again every few seconds. */
export function useMe() {
  return useQuery({
    queryKey: meKey,
    queryFn: ({ signal }) => api.call("getMe", { signal }),
    staleTime: 60_000,
    refetchInterval: (query) => (isUnreachable(query.state.error) ? 3_000 : false),
  });
}
