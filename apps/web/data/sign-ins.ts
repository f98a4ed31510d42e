import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./api.ts";

const listKey = ["sign-ins"];

/** Where the person is signed in, this browser first. */
export function useSignIns() {
  return useQuery({
    queryKey: listKey,
    queryFn: async ({ signal }) => {
      const { data } = await api.call("listSignIns", { query: { limit: 200 }, signal });
      return data.sort((one, other) => Number(other.current) - Number(one.current));
    },
  });
}

export function useEndSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.call("endSignIn", { params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: listKey }),
  });
}

export function useEndOtherSignIns() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.call("endOtherSignIns", {}),
    onSettled: () => client.invalidateQueries({ queryKey: listKey }),
  });
}
