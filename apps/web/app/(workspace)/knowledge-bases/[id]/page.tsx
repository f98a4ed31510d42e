import type { Metadata } from "next";
import { KnowledgeBaseDetail } from "@/components/knowledge/knowledge-base-detail.tsx";
import { en } from "@/messages/en.ts";

export const metadata: Metadata = { title: en.knowledge.title };

export default async function KnowledgeBasePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <KnowledgeBaseDetail key={id} id={decodeURIComponent(id)} />;
}
