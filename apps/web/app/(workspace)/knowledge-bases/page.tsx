import { KnowledgeBaseList } from "@/components/knowledge/knowledge-base-list.tsx";
import { titled } from "@/messages/request-messages.ts";

export const generateMetadata = titled((t) => t.knowledge.title);

export default function KnowledgeBasesPage() {
  return <KnowledgeBaseList />;
}
