import { DocumentViewer } from "@/components/document/document-viewer.tsx";
import type { CitedPlace } from "@/components/document/use-passage-choice.ts";
import { titled } from "@/messages/request-messages.ts";

export const generateMetadata = titled((t) => t.documents.list);

type Wanted = string | string[] | undefined;

function positiveInteger(value: Wanted): number | null {
  const number = Number(value);
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}

function citedPlace(version: Wanted, from: Wanted, to: Wanted): CitedPlace | undefined {
  const [place, end] = [Number(from ?? Number.NaN), positiveInteger(to)];
  const number = positiveInteger(version);
  if (!Number.isSafeInteger(place) || place < 0 || end === null || end <= place || number === null) return undefined;
  return { version: number, from: place, to: end };
}

interface DocumentPageProps {
  params: Promise<{ id: string; documentId: string }>;
  searchParams: Promise<Partial<Record<"page" | "chunk" | "version" | "from" | "to" | "passages", string | string[]>>>;
}

export default async function DocumentPage({ params, searchParams }: DocumentPageProps) {
  const { id, documentId } = await params;
  const { page, chunk, version, from, to, passages } = await searchParams;
  return (
    <DocumentViewer
      key={`${documentId} ${page} ${chunk} ${from} ${to}`}
      knowledgeBaseId={decodeURIComponent(id)}
      documentId={decodeURIComponent(documentId)}
      page={positiveInteger(page)}
      chunkId={typeof chunk === "string" ? chunk : undefined}
      cited={citedPlace(version, from, to)}
      showPassages={passages !== undefined}
    />
  );
}
