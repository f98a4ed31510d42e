import { useQuery } from "@tanstack/react-query";
import { api } from "./api.ts";

/** The models the person may use. */
export function useModels() {
  return useQuery({
    queryKey: ["models"],
    queryFn: async ({ signal }) => (await api.call("listModels", { signal })).data,
    staleTime: 60_000,
  });
}
