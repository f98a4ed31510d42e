"use client";
import type { Document } from "@eai/contract";
import { History } from "lucide-react";
import { useMessages } from "@/messages/index.tsx";
import type { CitedPlace } from "./use-passage-choice.ts";

/** Says that what was cited is not what the document says now. */
export function PassageGone({ document, cited }: { document: Document; cited: CitedPlace | undefined }) {
  const t = useMessages();
  const isOlder = cited !== undefined && cited.version !== document.version;
  return (
    <p
      role="status"
      className="flex items-center justify-center gap-2 bg-warning-soft px-4 py-2 text-small text-warning-text"
    >
      <History className="size-4 shrink-0" aria-hidden />
      {isOlder ? t.library.viewer.outdated(cited.version, document.version) : t.viewer.passageGone}
    </p>
  );
}
