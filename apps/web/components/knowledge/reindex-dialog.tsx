"use client";
import type { KnowledgeBase } from "@eai/contract";
import { useState } from "react";
import { Dialog, DialogBody } from "@/components/ui/dialog.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { useReindexes } from "@/data/reindexes.ts";
import { useMessages } from "@/messages/index.tsx";
import { ReindexForm } from "./reindex-form.tsx";
import { ReindexProgress } from "./reindex-progress.tsx";
import { ReindexWayBackQuestion } from "./reindex-way-back.tsx";

interface ReindexDialogProps {
  base: KnowledgeBase;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** How documents are cut and embedded: changing it, watching the change, going back. */
export function ReindexDialog({ base, open, onOpenChange }: ReindexDialogProps) {
  const t = useMessages();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t.reindex.title} className="max-w-lg">
      <Content base={base} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Content({ base, onDone }: { base: KnowledgeBase; onDone: () => void }) {
  const reindexes = useReindexes(base.id);
  const [askingBack, setAskingBack] = useState(false);
  const latest = reindexes.data?.data[0];
  if (reindexes.isPending) {
    return (
      <DialogBody>
        <Skeleton className="h-48" />
      </DialogBody>
    );
  }
  if (latest?.state === "building") return <ReindexProgress reindex={latest} onDone={onDone} />;
  // Begun anew when other settings come into use, which a form that is open would otherwise undo.
  const settings = JSON.stringify([base.embedding_model, base.chunking]);
  return (
    <>
      <ReindexForm key={settings} base={base} latest={latest} onAskBack={() => setAskingBack(true)} onDone={onDone} />
      {latest && (
        <ReindexWayBackQuestion reindex={latest} open={askingBack} onOpenChange={setAskingBack} onDone={onDone} />
      )}
    </>
  );
}
