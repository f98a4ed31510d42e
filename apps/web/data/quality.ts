import type { CreateGoldenQuestion, Evaluation, GoldenQuestion, UpdateGoldenQuestion } from "@eai/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./api.ts";

const questionsKey = (id: string) => ["golden-questions", id];
const evaluationsKey = (id: string) => ["evaluations", id];

/** Questions whose answers are known, newest first. */
export function useGoldenQuestions(id: string) {
  return useQuery({
    queryKey: questionsKey(id),
    async queryFn({ signal }): Promise<GoldenQuestion[]> {
      const found: GoldenQuestion[] = [];
      let cursor: string | undefined;
      do {
        const page = await api.call("listGoldenQuestions", { params: { id }, query: { limit: 200, cursor }, signal });
        found.push(...page.data);
        cursor = page.next_cursor ?? undefined;
      } while (cursor);
      return found;
    },
  });
}

/** The last runs, newest first. */
export function useEvaluations(id: string) {
  return useQuery({
    queryKey: evaluationsKey(id),
    queryFn: async ({ signal }): Promise<Evaluation[]> =>
      (await api.call("listEvaluations", { params: { id }, query: { limit: 10 }, signal })).data,
  });
}

export function useRunEvaluation(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.call("createEvaluation", { params: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: evaluationsKey(id) }),
  });
}

/** @returns adds a question, or changes the one with this id */
export function useSaveGoldenQuestion(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ questionId, ...body }: (CreateGoldenQuestion | UpdateGoldenQuestion) & { questionId?: string }) =>
      questionId === undefined
        ? api.call("createGoldenQuestion", { params: { id }, body: body as CreateGoldenQuestion })
        : api.call("updateGoldenQuestion", { params: { id, question_id: questionId }, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: questionsKey(id) }),
  });
}

export function useDeleteGoldenQuestion(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (questionId: string) => api.call("deleteGoldenQuestion", { params: { id, question_id: questionId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: questionsKey(id) }),
  });
}

export function useImportGoldenQuestions(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (csv: string) => api.call("importGoldenQuestions", { params: { id }, body: { csv } }),
    onSuccess: () => client.invalidateQueries({ queryKey: questionsKey(id) }),
  });
}
