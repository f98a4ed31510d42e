import type { AccessList, DirectoryEntry, Grant, GrantSubjectKind, PutGrant, ScopeAudiences } from "@eai/contract";
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./api.ts";
import { knowledgeBaseKey, knowledgeBasesKey } from "./query-keys.ts";

/** What a list of access is about: a knowledge base, or one document of it. */
export interface AccessTarget {
  knowledgeBaseId: string;
  documentId?: string;
}

/** How far somebody may go, in the three steps that the page offers. */
export type AccessLevel = "read" | "edit" | "none";

function keyOf({ knowledgeBaseId, documentId }: AccessTarget) {
  return ["access", knowledgeBaseId, documentId ?? null];
}

function documentParams(target: AccessTarget & { documentId: string }) {
  return { id: target.knowledgeBaseId, document_id: target.documentId };
}

function isDocument(target: AccessTarget): target is AccessTarget & { documentId: string } {
  return target.documentId !== undefined;
}

/** The step that an entry stands for. */
export function levelOf(grant: Pick<Grant, "effect" | "right">): AccessLevel {
  if (grant.effect === "deny") return "none";
  return grant.right === "write" ? "edit" : "read";
}

/** Who may see it: the rules and the people. Only for those who may change it. */
export function useAccessList(target: AccessTarget) {
  return useQuery({
    queryKey: keyOf(target),
    queryFn: ({ signal }): Promise<AccessList> =>
      isDocument(target)
        ? api.call("getDocumentAccess", { params: documentParams(target), signal })
        : api.call("getKnowledgeBaseAccess", { params: { id: target.knowledgeBaseId }, signal }),
    refetchOnWindowFocus: "always",
  });
}

/** How many people each scope would let in: of a knowledge base, or of one that is to be made. */
export function useScopeAudiences(knowledgeBaseId: string | undefined) {
  return useQuery({
    queryKey: ["scope-audiences", knowledgeBaseId ?? null],
    queryFn: async ({ signal }): Promise<ScopeAudiences["data"]> =>
      (await api.call("listScopeAudiences", { query: { knowledge_base_id: knowledgeBaseId }, signal })).data,
    staleTime: 30_000,
  });
}

function refresh(client: QueryClient, target: AccessTarget): Promise<void> {
  // Badges and counts of the pages behind the dialog; nobody waits for them.
  void client.invalidateQueries({ queryKey: ["documents", target.knowledgeBaseId] });
  void client.invalidateQueries({ queryKey: knowledgeBaseKey(target.knowledgeBaseId) });
  void client.invalidateQueries({ queryKey: knowledgeBasesKey });
  return client.invalidateQueries({ queryKey: keyOf(target) });
}

export interface NewGrant {
  kind: GrantSubjectKind;
  id: string;
  level: AccessLevel;
}

function bodyOf({ kind, id, level }: NewGrant): PutGrant {
  return {
    subject_kind: kind,
    subject_id: id,
    effect: level === "none" ? "deny" : "allow",
    right: level === "edit" ? "write" : "read",
  };
}

/** Gives somebody access, changes it, or denies it; done when the list has been read again. */
export function usePutGrant(target: AccessTarget) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (grant: NewGrant) =>
      isDocument(target)
        ? api.call("putDocumentGrant", { params: documentParams(target), body: bodyOf(grant) })
        : api.call("putKnowledgeBaseGrant", { params: { id: target.knowledgeBaseId }, body: bodyOf(grant) }),
    onSettled: () => refresh(client, target),
  });
}

/** Takes an entry off the list. */
export function useDeleteGrant(target: AccessTarget) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (grantId: string) =>
      isDocument(target)
        ? api.call("deleteDocumentGrant", { params: { ...documentParams(target), grant_id: grantId } })
        : api.call("deleteKnowledgeBaseGrant", { params: { id: target.knowledgeBaseId, grant_id: grantId } }),
    onSettled: () => refresh(client, target),
  });
}

/** Lets only those whom its own list names read a document, or everyone of the knowledge base again. */
export function useRestrictDocument(target: AccessTarget & { documentId: string }) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (restricted: boolean) =>
      api.call("restrictDocument", { params: documentParams(target), body: { restricted } }),
    onSuccess: (list) => client.setQueryData(keyOf(target), list),
    onSettled: () => refresh(client, target),
  });
}

const shownEntries = 12;

/** People, groups and tenants whose name or address contains what is wanted. */
export function useDirectory(wanted: string, enabled: boolean) {
  return useQuery({
    queryKey: ["directory", wanted],
    queryFn: async ({ signal }): Promise<DirectoryEntry[]> =>
      (await api.call("searchDirectory", { query: { search: wanted, limit: shownEntries }, signal })).data,
    enabled,
    placeholderData: (before) => before,
    staleTime: 30_000,
  });
}
