import type { Metadata } from "next";
import { KnowledgeBaseList } from "@/components/knowledge/knowledge-base-list.tsx";
import { en } from "@/messages/en.ts";

export const metadata: Metadata = { title: en.knowledge.title };

export default function KnowledgeBasesPage() {
  return <KnowledgeBaseList />;
}
