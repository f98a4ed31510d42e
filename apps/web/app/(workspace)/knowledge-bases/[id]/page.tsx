import { KnowledgeBaseDetail } from "@/components/knowledge/knowledge-base-detail.tsx";
import { titled } from "@/messages/request-messages.ts";

export const generateMetadata = titled((t) => t.knowledge.title);

export default async function KnowledgeBasePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <KnowledgeBaseDetail key={id} id={decodeURIComponent(id)} />;
}
