import type { KnowledgeBase, Me, System } from "@eai/contract";
import { type DehydratedState, dehydrate, QueryClient } from "@tanstack/react-query";
import { headers } from "next/headers";
import { knowledgeBaseKey, knowledgeBasesKey, meKey, systemKey } from "@/data/query-keys.ts";
import { apiAddress, forwardedHeaders } from "./forwarding.ts";

/** Then the page is drawn without, and asks by itself. */
const timeoutMilliseconds = 800;

/** What the API answers to whoever asked for the page that is being drawn; undefined unless it is a success, at once. */
async function read<Result>(pathAndQuery: string): Promise<Result | undefined> {
  const sent = forwardedHeaders(await headers());
  for (const name of ["accept-encoding", "content-length", "content-type", "if-none-match"]) sent.delete(name);
  sent.set("accept", "application/json");
  // A renewed sign-in cookie would be lost on the way.
  sent.set("sec-purpose", "prefetch");
  const signal = AbortSignal.timeout(timeoutMilliseconds);
  const request = { headers: sent, signal, cache: "no-store", redirect: "error" } as const;
  const answer = await fetch(apiAddress(pathAndQuery), request).catch(() => undefined);
  return answer?.ok ? ((await answer.json().catch(() => undefined)) as Result | undefined) : undefined;
}

/** A page that is only moved to has a browser that knows these things already. */
async function isFirstPage(): Promise<boolean> {
  return (await headers()).get("accept")?.includes("text/html") ?? false;
}

/** What React Query knows when the page begins, for `HydrationBoundary`. */
function knowing(key: string[], data: unknown): DehydratedState {
  const client = new QueryClient();
  if (data) client.setQueryData(key, data);
  return dehydrate(client);
}

/** What this installation offers, for the pages before signing in. */
export async function systemOnServer(): Promise<DehydratedState> {
  return knowing(systemKey, await read<System>("/api/v1/system"));
}

/** Who is signed in, so that the frame comes with the page instead of after its scripts. */
export async function personOnServer(): Promise<DehydratedState> {
  return knowing(meKey, (await isFirstPage()) && (await read<Me>("/api/v1/me")));
}

/** The knowledge bases of whoever is signed in, when they are not too many for one answer. */
export async function knowledgeBasesOnServer(): Promise<DehydratedState> {
  const path = "/api/v1/knowledge-bases?limit=200";
  const page = (await isFirstPage()) && (await read<{ data: KnowledgeBase[]; next_cursor: string | null }>(path));
  return knowing(knowledgeBasesKey, page && page.next_cursor === null && page.data);
}

/** One knowledge base, when whoever is signed in may see it. */
export async function knowledgeBaseOnServer(id: string): Promise<DehydratedState> {
  const path = `/api/v1/knowledge-bases/${id}`;
  return knowing(
    knowledgeBaseKey(id),
    /^[\w-]+$/.test(id) && (await isFirstPage()) && (await read<KnowledgeBase>(path)),
  );
}
