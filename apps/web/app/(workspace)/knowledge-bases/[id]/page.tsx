import { HydrationBoundary } from "@tanstack/react-query";
import { KnowledgeBaseDetail } from "@/components/knowledge/knowledge-base-detail.tsx";
import { titled } from "@/messages/request-messages.ts";
import { knowledgeBaseOnServer } from "@/server-reads.ts";

export const generateMetadata = titled((t) => t.knowledge.title);

export default async function KnowledgeBasePage({ params }: { params: Promise<{ id: string }> }) {
  const id = decodeURIComponent((await params).id);
  return (
    <HydrationBoundary state={await knowledgeBaseOnServer(id)}>
      <KnowledgeBaseDetail key={id} id={id} />
    </HydrationBoundary>
  );
}
