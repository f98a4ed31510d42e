import { useQuery } from "@tanstack/react-query";
import { api } from "./api.ts";
import { isUnreachable } from "./api-error.ts";
import { keepDraftsOnlyOf } from "./drafts.ts";

/** Who is signed in. While the server is away it is asked again every few seconds. */
export function useMe() {
  return useQuery({
    queryKey: ["me"],
    queryFn: async ({ signal }) => {
      const me = await api.call("getMe", { signal });
      // Before anything of theirs is shown.
      keepDraftsOnlyOf(me.id);
      return me;
    },
    staleTime: 60_000,
    // Another tab may have signed in as somebody else, or out.
    refetchOnWindowFocus: "always",
    refetchInterval: (query) => (isUnreachable(query.state.error) ? 3_000 : false),
  });
}
