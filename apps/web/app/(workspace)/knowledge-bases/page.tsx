import { HydrationBoundary } from "@tanstack/react-query";
import { KnowledgeBaseList } from "@/components/knowledge/knowledge-base-list.tsx";
import { titled } from "@/messages/request-messages.ts";
import { knowledgeBasesOnServer } from "@/server-reads.ts";

export const generateMetadata = titled((t) => t.knowledge.title);

export default async function KnowledgeBasesPage() {
  return (
    <HydrationBoundary state={await knowledgeBasesOnServer()}>
      <KnowledgeBaseList />
    </HydrationBoundary>
  );
}
