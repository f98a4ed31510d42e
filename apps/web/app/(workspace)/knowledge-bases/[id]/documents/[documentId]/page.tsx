import type { Metadata } from "next";
import { DocumentViewer } from "@/components/document/document-viewer.tsx";
import { en } from "@/messages/en.ts";

export const metadata: Metadata = { title: en.documents.list };

function positiveInteger(value: string | string[] | undefined): number | null {
  const number = Number(value);
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}

interface DocumentPageProps {
  params: Promise<{ id: string; documentId: string }>;
  searchParams: Promise<{ page?: string | string[]; chunk?: string | string[] }>;
}

export default async function DocumentPage({ params, searchParams }: DocumentPageProps) {
  const { id, documentId } = await params;
  const { page, chunk } = await searchParams;
  return (
    <DocumentViewer
      key={`${documentId} ${page} ${chunk}`}
      knowledgeBaseId={decodeURIComponent(id)}
      documentId={decodeURIComponent(documentId)}
      page={positiveInteger(page)}
      chunkId={typeof chunk === "string" ? chunk : undefined}
    />
  );
}
